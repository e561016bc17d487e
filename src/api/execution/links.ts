/** Where an execution is found. */
export function executionPath(id: string): string {
  return `/api/v1/executions/${id}`;
}

/** What can be read about an execution. */
export function executionLinks(id: string) {
  const self = executionPath(id);
  return {
    self,
    state: `${self}/state`,
    tasks: `${self}/tasks`,
    history: `${self}/history`,
    machine: `${self}/machine`,
    stream: `${self}/stream`,
  };
}
