import { html, raw } from 'hono/html';
import { pointer } from '../../definition/yaml/tree.ts';
import type { Finding } from '../../problem/finding.ts';
import type { Field, FieldKind } from './fields.ts';

const STYLE = `
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
body { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
.prompt { white-space: pre-wrap; overflow-wrap: anywhere; }
.field { margin: 1.25rem 0; }
label { display: block; font-weight: 600; }
.help, .note { margin: .1rem 0 .3rem; font-size: .9rem; }
input, select, textarea { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: .5rem; font: inherit; border: 1px solid #767676; border-radius: .3rem; }
textarea { min-height: 7rem; }
[aria-invalid="true"] { border: 2px solid #c62828; }
:focus-visible { outline: 3px solid #1565c0; outline-offset: 2px; }
button { min-height: 2.75rem; padding: .5rem 1.5rem; font: inherit; font-weight: 600; border: 0; border-radius: .3rem; background: #0d47a1; color: #fff; }
.errors { border: 2px solid #c62828; border-radius: .3rem; padding: .25rem 1rem; }
.error { font-weight: 600; }
`;

/** What the page is to say. */
export type FormPage =
  | {
      readonly type: 'open';
      readonly prompt: string;
      readonly expires: string | null;
      readonly fields: readonly Field[];
      readonly findings: readonly Finding[];
    }
  | { readonly type: 'done'; readonly title: string; readonly prompt: string | null; readonly text: string };

/** A page on which an inquiry is answered. It runs nothing and loads nothing. */
export function formPage(page: FormPage): string {
  const title = page.type === 'open' ? 'A question for you' : page.title;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${page.type === 'open' && page.findings.length > 0 ? 'Error: ' : ''}${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${page.type === 'open' ? question(page) : ended(page)}
</main>
</body>
</html>
`);
}

function ended({ prompt, text }: Extract<FormPage, { type: 'done' }>) {
  return html`<p role="status">${text}</p>${prompt === null ? '' : html`<p class="prompt">${prompt}</p>`}`;
}

function question({ prompt, expires, fields, findings }: Extract<FormPage, { type: 'open' }>) {
  return html`<p class="prompt">${prompt}</p>
${expires === null ? '' : html`<p class="note">It can be answered until <time datetime="${expires}">${forPeople(expires)}</time>.</p>`}
${findings.length === 0 ? '' : errors(fields, findings)}
<form method="post" novalidate>
${fields.map((field) => control(field, findings))}
<p><button type="submit">Send the answer</button></p>
</form>`;
}

function errors(fields: readonly Field[], findings: readonly Finding[]) {
  const items = findings.map((finding) => {
    const field = fields.find((candidate) => isAbout(candidate, finding));
    return field === undefined
      ? html`<li>${finding.message}</li>`
      : html`<li><a href="#${field.name}">${field.label}</a>: ${finding.message}</li>`;
  });
  return html`<div class="errors" role="alert"><p class="error">This does not fit yet:</p><ul>${items}</ul></div>`;
}

function isAbout({ property }: Field, { path }: Finding): boolean {
  const at = property === null ? '' : pointer([property]);
  return property === null || path === at || path.startsWith(`${at}/`);
}

function control(field: Field, findings: readonly Finding[]) {
  const { name, label, help, required } = field;
  const wrong = findings.filter((finding) => isAbout(field, finding));
  const described = [...(help === null ? [] : [`${name}-help`]), ...(wrong.length === 0 ? [] : [`${name}-error`])];
  const about = raw(
    [
      `id="${name}" name="${name}"`,
      ...(required ? ['required'] : []),
      ...(wrong.length === 0 ? [] : ['aria-invalid="true"']),
      ...(described.length === 0 ? [] : [`aria-describedby="${described.join(' ')}"`]),
    ].join(' '),
  );
  return html`<div class="field">
<label for="${name}">${label}${required ? ' (required)' : ''}</label>
${help === null ? '' : html`<p class="help" id="${name}-help">${help}</p>`}
${inputOf(field, field.kind, about)}
${wrong.length === 0 ? '' : html`<p class="error" id="${name}-error">${wrong.map(({ message }) => message).join(' ')}</p>`}
</div>
`;
}

type Attributes = ReturnType<typeof raw>;

function inputOf({ value }: Field, kind: FieldKind, about: Attributes) {
  switch (kind.type) {
    case 'text': {
      const longest = kind.longest === null ? '' : html` maxlength="${kind.longest}"`;
      return html`<input type="${kind.input}" ${about}${longest} value="${value}">`;
    }
    case 'number': {
      const least = kind.least === null ? '' : html` min="${kind.least}"`;
      const most = kind.most === null ? '' : html` max="${kind.most}"`;
      return html`<input type="number" step="${kind.step}"${least}${most} ${about} value="${value}">`;
    }
    case 'choice':
      return html`<select ${about}><option value="">–</option>${kind.options.map(
        (option) =>
          html`<option value="${option.value}"${option.value === value ? raw(' selected') : ''}>${option.label}</option>`,
      )}</select>`;
    case 'json':
      return html`<p class="note">As JSON.</p><textarea ${about} spellcheck="false">${`\n${value}`}</textarea>`;
    case 'area':
      return html`<textarea ${about}>${`\n${value}`}</textarea>`;
  }
}

/** What the page may do: show itself in its own style, and send its form back. */
export async function formPolicy(): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE));
  const style = btoa(String.fromCharCode(...new Uint8Array(hash)));
  return `default-src 'none'; style-src 'sha256-${style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}

/** A moment as people read it; the page does not know where they are. */
function forPeople(moment: string): string {
  return `${moment.slice(0, 10)}, ${moment.slice(11, 16)} UTC`;
}
