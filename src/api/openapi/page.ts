import { html, raw } from 'hono/html';
import { PROBLEMS } from '../../problem/problem.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { tagOf } from './document.ts';
import { jsonSchemaOf } from './json-schema.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
code, pre { font: .9em ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: .4rem; }
h2 { margin-top: 2.5rem; text-transform: capitalize; }
article { border-top: 1px solid #8884; padding: .75rem 0; }
article h3 { margin: 0; font-size: 1rem; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
.scope { float: right; opacity: .75; font-size: .85rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem 1rem .2rem 0; }
:target { outline: 2px solid; outline-offset: 4px; }
`;

/** The API for people: one page that loads nothing. */
export function documentationPage(endpoints: readonly Endpoint[]): string {
  const groups = [...Map.groupBy(endpoints, ({ path }) => tagOf(path))];
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Ostinato API</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>Ostinato API</h1>
<p>Send <code>Authorization: Bearer …</code>. The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav>${groups.map(([tag]) => html`<a href="#tag-${tag}">${tag}</a> · `)}<a href="#errors">errors</a></nav>
<main>
${groups.map(([tag, members]) => html`<h2 id="tag-${tag}">${tag}</h2>${members.map(operation)}`)}
<h2 id="errors">Errors</h2>
<p>Every error is <code>application/problem+json</code> with one of these codes.</p>
<table>
<tr><th>code</th><th>status</th><th>meaning</th></tr>
${Object.entries(PROBLEMS).map(
  ([code, [status, title]]) =>
    html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
)}
</table>
</main>
</body>
</html>
`);
}

function operation({ method, path, operation: id, summary, scope, query, body, answers }: Endpoint) {
  const sent = Object.entries(body?.content ?? {}).flatMap(([type, schema]) =>
    schema === null ? [] : [details(`Body, ${type}`, jsonSchemaOf(schema))],
  );
  const parameters = Object.entries(query).map(
    ([name, schema]) => html` <code title="${JSON.stringify(jsonSchemaOf(schema))}">${name}</code>`,
  );
  return html`<article id="${id}">
<h3><span class="method">${method}</span> <code>${path}</code> <span class="scope">${scope}</span></h3>
<p>${summary}.${parameters.length === 0 ? '' : html` Query:${parameters}`}</p>
${sent}
${Object.entries(answers).map(([status, { description, body: answer }]) =>
  answer === null || typeof answer === 'string'
    ? html`<p>${status}: ${description}</p>`
    : details(`${status}: ${description}`, jsonSchemaOf(answer)),
)}
</article>
`;
}

function details(title: string, schema: unknown) {
  return html`<details><summary>${title}</summary><pre>${JSON.stringify(schema, null, 2)}</pre></details>`;
}

/** What the page may do: show itself in its own style, nothing else. */
export async function documentationPolicy(): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE));
  const style = btoa(String.fromCharCode(...new Uint8Array(hash)));
  return `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
