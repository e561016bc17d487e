-- Which actions and workflows the definition in force of a ref names, core actions aside. When one of them goes, those
-- that name it are found without looking at any other, and when it comes back they are, too.
CREATE TABLE workflow_target (
  ref TEXT NOT NULL,
  target TEXT NOT NULL,
  -- what is to be said while the target is not there, with the places that name it
  findings TEXT NOT NULL,
  PRIMARY KEY (ref, target)
);
CREATE INDEX workflow_target_by_target ON workflow_target (target, ref);

-- 1: invalid for no other reason than that a target is not there; the version in force is complete.
ALTER TABLE workflow_definition ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;

INSERT INTO workflow_target (ref, target, findings)
SELECT ref, target, json_group_array(json_patch('{}', json_object('code', 'unknown_action', 'severity', 'error',
    'message', 'There is no action and no workflow `' || target || '`.', 'path', path || '/action',
    'line', COALESCE(positions -> (path || '/action'), positions -> path) ->> 0,
    'column', COALESCE(positions -> (path || '/action'), positions -> path) ->> 1)))
FROM (SELECT d.ref, d.definition -> '$.positions' AS positions, t.value ->> '$.action' AS target, t.value ->> '$.path' AS path
  FROM workflow_definition d, json_each(d.definition, '$.tasks') t
  WHERE d.definition IS NOT NULL AND d.status <> 'removed')
WHERE target NOT LIKE 'core.%' AND target <> ref AND instr(target, '{{') = 0 AND instr(target, '{%') = 0
  AND instr(target, '<%') = 0
GROUP BY ref, target;
