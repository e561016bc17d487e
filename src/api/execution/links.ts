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
  };
}

/** The execution's own JSON text, which knows no addresses, with links added; it is not parsed. */
export function withLinks(body: string, id: string): string {
  const links = `"links":${JSON.stringify(executionLinks(id))}`;
  return body.replace(/^\s*\{(\s*\})?/, (_, empty) => (empty === undefined ? `{${links},` : `{${links}}`));
}
