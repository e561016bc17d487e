/** Keys that people bring from elsewhere, too far from ours to be found by spelling. */
const HABITS: ReadonlyMap<string, string> = new Map([
  ['if', 'Write the condition as `when`.'],
  ['condition', 'Write the condition as `when`.'],
  ['input', 'Declare the input under `parameters`.'],
  ['inputs', 'Declare the input under `parameters`.'],
  ['params', 'Declare the input under `parameters`, and pass it to an action under `input`.'],
  ['args', 'Pass values to the action under `input`.'],
  ['arguments', 'Pass values to the action under `input`.'],
  ['parameters', 'Pass values to the action under `input`.'],
  ['steps', 'List the tasks under `tasks`.'],
  ['jobs', 'List the tasks under `tasks`.'],
  ['states', 'List the tasks under `tasks`.'],
  ['variables', 'Write variables under `vars`.'],
  ['outputs', 'Write the result under `output_map`, and its schema under `output`.'],
  ['name', 'The name of a workflow is its `ref`; write its title as `label`.'],
  ['title', 'Write the title as `label`.'],
  ['depends_on', 'Tasks follow arrows: name this task in the `next` of the tasks before it, and give it a `join`.'],
  ['needs', 'Tasks follow arrows: name this task in the `next` of the tasks before it, and give it a `join`.'],
  ['requires', 'Tasks follow arrows: name this task in the `next` of the tasks before it, and give it a `join`.'],
  ['on-success', 'Write a transition: `next: [{when: "{{ succeeded() }}", do: …}]`.'],
  ['on_success', 'Write a transition: `next: [{when: "{{ succeeded() }}", do: …}]`.'],
  ['on-error', 'Write a transition: `next: [{when: "{{ failed() }}", do: …}]`.'],
  ['on_error', 'Write a transition: `next: [{when: "{{ failed() }}", do: …}]`.'],
  ['catch', 'Write a transition: `next: [{when: "{{ failed() }}", do: …}]`.'],
  ['on-complete', 'Write a transition without `when`: `next: [{do: …}]`.'],
  ['then', 'Write the targets as `do`.'],
  ['goto', 'Write the targets as `do`.'],
  ['to', 'Write the targets as `do`.'],
  ['set', 'Set variables under `publish`.'],
  ['foreach', 'Run a task for every item with `with: {items: …}`.'],
  ['loop', 'Run a task for every item with `with: {items: …}`, or lead a transition back to an earlier task.'],
  ['with_items', 'Write the list under `with: {items: …}`.'],
  ['uses', 'Name what is to be done as `action`.'],
  ['run', 'Name what is to be done as `action`.'],
]);

/** A hint for an unknown key, if it leads to a key that is known here. */
export function keyHint(key: string, known: readonly string[]): string | undefined {
  const hint = HABITS.get(key);
  const named = [...(hint ?? '').matchAll(/`([a-z_]+)/g)].map((match) => match[1] ?? '');
  return named.some((name) => known.includes(name)) ? hint : undefined;
}
