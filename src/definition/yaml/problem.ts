/** Something wrong with the file as YAML, before its content is looked at. */
export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
  readonly hint?: string;
}
