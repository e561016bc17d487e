import { buildGraph } from '../../graph/transition-graph.ts';
import { configurationOf } from '../../machine/configuration.ts';
import { listWorkflowVersions } from '../../registry/workflow-read.ts';
import { item, list } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData, answerList } from '../http/answer.ts';
import { LimitSchema } from '../schema/page.ts';
import { GraphSchema, MachineSchema, WorkflowVersionSchema } from '../schema/workflow.ts';
import { definitionOf, findContent, findHistory } from '../workflow/find-workflow.ts';
import { graphView } from '../workflow/graph-view.ts';
import { versionSummary } from '../workflow/workflow-view.ts';
import { VersionQuery } from './workflow-item.ts';

const versions = endpoint({
  method: 'GET',
  path: '/api/v1/workflows/{ref}/versions',
  operation: 'listWorkflowVersions',
  summary: 'The versions of a workflow, newest first; they outlive it',
  scope: 'read',
  query: { limit: LimitSchema },
  answers: { 200: list('Versions.', WorkflowVersionSchema) },
  async handle({ params, query: { limit }, ...reader }) {
    const { ref } = await findHistory(reader, params.ref);
    const found = await listWorkflowVersions(reader.db, ref, limit);
    return answerList(found.map(versionSummary), { next: null, limit });
  },
});

const graph = endpoint({
  method: 'GET',
  path: '/api/v1/workflows/{ref}/graph',
  operation: 'getWorkflowGraph',
  summary: 'The transition graph of a workflow, as it is drawn',
  scope: 'read',
  query: { version: VersionQuery },
  answers: { 200: item('The graph.', GraphSchema) },
  async handle({ params, query, ...reader }) {
    const found = await findContent(reader, params.ref, query.version);
    return answerData(200, graphView(definitionOf(found)));
  },
});

const machine = endpoint({
  method: 'GET',
  path: '/api/v1/workflows/{ref}/machine',
  operation: 'getWorkflowMachine',
  summary: 'The XState configuration that runs',
  scope: 'read',
  query: { version: VersionQuery },
  answers: { 200: item('The configuration.', MachineSchema) },
  async handle({ params, query, ...reader }) {
    const found = await findContent(reader, params.ref, query.version);
    return answerData(200, configurationOf(buildGraph(definitionOf(found))));
  },
});

/** What is generated from a workflow. */
export const WORKFLOW_VIEWS = [versions, graph, machine];
