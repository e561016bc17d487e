/** How a control-flow pattern stands in the language. */
export type Standing =
  | { readonly kind: 'expressed'; readonly by: string; readonly note?: string }
  | { readonly kind: 'missing'; readonly construct: string }
  | { readonly kind: 'refused'; readonly why: string };

export interface Pattern {
  readonly number: number;
  readonly name: string;
  readonly standing: Standing;
}

const expressed = (by: string, note?: string): Standing => ({
  kind: 'expressed',
  by,
  ...(note === undefined ? {} : { note }),
});
const missing = (construct: string): Standing => ({ kind: 'missing', construct });
const refused = (why: string): Standing => ({ kind: 'refused', why });

const NAMED: readonly (readonly [name: string, standing: Standing])[] = [
  ['Sequence', expressed('one transition with one target')],
  ['Parallel Split', expressed('one transition with several targets')],
  ['Synchronization', expressed('`join: all`')],
  ['Exclusive Choice', expressed('several transitions; the first that holds is taken')],
  ['Simple Merge', expressed('several transitions into a task without `join`')],
  ['Multi-Choice', expressed('`match: all`')],
  ['Structured Synchronizing Merge', expressed('`join: active`')],
  ['Multi-Merge', expressed('several transitions into a task without `join`: one instance for each token')],
  ['Structured Discriminator', expressed('`join: 1`')],
  ['Arbitrary Cycles', expressed('transitions lead anywhere')],
  ['Implicit Termination', expressed('nothing: an execution ends when nothing runs and nothing is left to run')],
  [
    'Multiple Instances without Synchronization',
    expressed('a loop with a target besides the next round', 'Each instance is a token of its own.'),
  ],
  ['Multiple Instances with a priori Design-Time Knowledge', expressed('`with` over a list in the file')],
  ['Multiple Instances with a priori Run-Time Knowledge', expressed('`with` over a list that was computed')],
  ['Multiple Instances without a priori Run-Time Knowledge', missing('items that are added to a task while it runs')],
  [
    'Deferred Choice',
    expressed(
      '`core.webhook`: which answer comes, or none in time',
      'Between answers to one callback URL and the time. A choice between several sources needs `core.wait` on several signals.',
    ),
  ],
  [
    'Interleaved Parallel Routing',
    expressed(
      'a loop that chooses who comes next',
      'The order is chosen by an expression on the way, not by who is free first; for that, a lock is missing.',
    ),
  ],
  [
    'Milestone',
    missing('`core.wait` for a signal that is withdrawn again: a branch cannot ask how far another one is'),
  ],
  [
    'Cancel Task',
    expressed(
      '`timeout`, a cancel by whoever does the work, or one by hand; `canceled()` and `timed_out()` in the transitions',
      'A transition of another task cannot cancel it: `cancel: [tasks]` is missing.',
    ),
  ],
  ['Cancel Case', expressed('the command `cancel` with `terminate`')],
  ['Structured Loop', expressed('a transition back, with the condition at the head or at the tail')],
  ['Recursion', missing('child executions: a task whose action is a workflow')],
  ['Transient Trigger', missing('signals: `core.wait` with a signal that is lost when nobody waits')],
  ['Persistent Trigger', missing('signals: `core.wait` with a signal that is kept until somebody waits')],
  ['Cancel Region', missing('`cancel: [tasks]` on a transition')],
  [
    'Cancel Multiple Instance Task',
    expressed('`timeout` of a task with items, and a way of its own for it', 'By time, or by hand.'),
  ],
  [
    'Complete Multiple Instance Task',
    expressed(
      '`timeout` of a task with items; the transition takes the results there are',
      'By time. After a number of results: `with.complete_after` is missing.',
    ),
  ],
  [
    'Blocking Discriminator',
    missing('a join that holds arrivals of the next activation back until all of this one have come'),
  ],
  ['Cancelling Discriminator', missing('`join: {n, cancel: rest}`')],
  ['Structured Partial Join', expressed('`join: N`')],
  [
    'Blocking Partial Join',
    missing('a join that holds arrivals of the next activation back until all of this one have come'),
  ],
  ['Cancelling Partial Join', missing('`join: {n, cancel: rest}`')],
  ['Generalised AND-Join', expressed('`join: all`: the k-th arrivals belong to the k-th activation')],
  ['Static Partial Join for Multiple Instances', missing('`with.complete_after` with a number')],
  ['Cancelling Partial Join for Multiple Instances', missing('`with.complete_after` that cancels the rest')],
  ['Dynamic Partial Join for Multiple Instances', missing('`with.complete_after` with an expression')],
  ['Acyclic Synchronizing Merge', expressed('`join: active`, wherever it stands')],
  [
    'General Synchronizing Merge',
    refused(
      'In a cycle "nobody else can come" has no answer: two such joins may each wait for the other. `join: active` asks it of one round ' +
        'only: of the tokens that have passed the anchor and have not come back to it. A round is waited for, the next one never.',
    ),
  ],
  ['Critical Section', missing('`mutex: key`: a lock that tasks of one execution share')],
  ['Interleaved Routing', expressed('a loop that chooses who comes next', 'As in 17.')],
  [
    'Thread Merge',
    refused(
      'Counts tokens of one branch. A join here counts tasks, so that a branch that runs twice does not stand for two branches; ' +
        'instances that belong together are items of one task.',
    ),
  ],
  [
    'Thread Split',
    refused(
      'The other half of 41: what could not be merged again would be split. Several instances of a task are items (13, 14) or ' +
        'tokens of a loop (12).',
    ),
  ],
  [
    'Explicit Termination',
    expressed(
      'the command `fail`, with `on_failure: terminate`',
      'The execution ends as `failed`; a command that ends it well is missing.',
    ),
  ],
];

/** The 43 control-flow patterns of the Workflow Patterns Initiative, in its order. */
export const PATTERNS: readonly Pattern[] = NAMED.map(([name, standing], index) => ({
  number: index + 1,
  name,
  standing,
}));
