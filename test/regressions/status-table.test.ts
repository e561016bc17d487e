import { describe, expect, test } from 'vitest';
import { decide } from '../../src/conductor/decide.ts';
import { EXECUTION, type ExecutionStatus } from '../../src/machine/execution-lifecycle.ts';
import { advance } from '../../src/machine/lifecycle.ts';
import { TASK } from '../../src/machine/task-lifecycle.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import { Stage } from '../conductor/stage.ts';
import { causeOf, cellsOf, meaningOf } from './status-table.ts';

const FIVE_WAYS = `
tasks:
  - {name: run, next: [{when: "{{ succeeded() }}", do: after}]}
  - {name: busy}
  - {name: ask, next: [{when: "{{ succeeded() }}", do: then}]}
  - {name: late, delay: 600}
  - {name: again, retry: {count: 1, delay: 600}}
  - {name: broken}
  - {name: after}
  - {name: then}`;

const pending = (stage: Stage, instance: string) =>
  stage.take({ type: 'task.pending', at: stage.now, instance, item: null, attempt: 1, expiresAt: null });

/** One task runs that the results belong to, another runs too, one waits, one is delayed, one is tried again. */
function situation(): Stage {
  const stage = new Stage(FIVE_WAYS);
  stage.start();
  pending(stage, 'ask:1');
  stage.fail('again:1');
  return stage;
}

const quiet = (stage: Stage) => {
  stage.complete('broken:1');
  return stage;
};

/** An execution in each status. */
const EXECUTIONS: Readonly<Record<string, () => Stage>> = {
  running: () => quiet(situation()),
  pausing: () => {
    const stage = quiet(situation());
    stage.take({ type: 'command.pause', at: stage.now });
    return stage;
  },
  paused: () => {
    const stage = quiet(situation());
    stage.take({ type: 'command.pause', at: stage.now });
    stage.complete('run:1');
    stage.complete('busy:1');
    return stage;
  },
  canceling: () => {
    const stage = quiet(situation());
    stage.take({ type: 'command.cancel', at: stage.now, mode: 'finish' });
    return stage;
  },
  failing: () => {
    const stage = situation();
    stage.fail('broken:1');
    return stage;
  },
  canceled: () => {
    const stage = situation();
    stage.take({ type: 'command.cancel', at: stage.now, mode: 'terminate' });
    return stage;
  },
  succeeded: () => {
    const stage = quiet(situation());
    stage.fire('late:1||delay');
    stage.fire('again:1||retry');
    for (const instance of ['run:1', 'busy:1', 'ask:1', 'late:1', 'again:1', 'after:1', 'then:1']) {
      stage.complete(instance);
    }
    return stage;
  },
  failed: () => {
    const stage = situation();
    stage.fail('broken:1');
    stage.complete('run:1');
    stage.complete('busy:1');
    return stage;
  },
  timed_out: () => {
    const stage = situation();
    stage.fire('duration');
    return stage;
  },
};

const statuses = (stage: Stage) => new Map([...stage.state.scan('task', '')].map(([id, { status }]) => [id, status]));
const ignored = (stage: Stage) => stage.last.changes.filter(({ type }) => type === 'cause.ignored').length;

describe('executions: status × event', () => {
  const cells = cellsOf('execution');

  test('the table has a row for every status an execution can be met in, and nine columns', () => {
    const rows = new Set(cells.map(({ row }) => row));
    expect([...rows, 'requested'].sort()).toEqual(Object.keys(EXECUTION.states).sort());
    expect(cells).toHaveLength(rows.size * 9);
  });

  test.each(cells)('$row, $event → $text', ({ row, event, text }) => {
    const stage = EXECUTIONS[row]?.() ?? new Stage('tasks: []');
    expect(stage.shown().status).toBe(row);
    const target = row === 'paused' ? 'ask:1' : 'run:1';
    const before = statuses(stage);
    const follows = row === 'paused' ? 'then' : 'after';
    const had = stage.state.get('task', `${follows}:1`);
    stage.take(causeOf(event, stage, target));
    const meaning = meaningOf(text);
    if (meaning === null) {
      expect([ignored(stage), stage.last.changes.length, stage.shown().status]).toEqual([1, 1, row]);
      return;
    }
    const after = statuses(stage);
    const own = event === 'canceled' ? target : null;
    const dropped = [...before].filter(
      ([id, status]) => id !== own && status !== 'canceled' && after.get(id) === 'canceled',
    );
    const kept = [...stage.state.scan('token', '')].some(([, { value, held }]) => held && value === follows);
    const started = had === undefined && stage.state.get('task', `${follows}:1`) !== undefined;
    expect({
      status: stage.shown().status,
      follows: started ? 'starts' : kept ? 'keeps' : 'nothing',
      dropped: [...new Set(dropped.map(([, status]) => status))].sort(),
    }).toEqual(meaning);
    expect(ignored(stage)).toBe(0);
  });

  test('what is dropped has its call aborted and its timers cleared, and none of it is left', () => {
    for (const event of ['cancel terminate', 'limit']) {
      const stage = EXECUTIONS.running?.() ?? new Stage('tasks: []');
      const effects = stage.take(causeOf(event, stage, 'run:1'));
      const aborted = effects.flatMap((effect) => (effect.type === 'call.aborted' ? [effect.instance] : []));
      expect(aborted.sort()).toEqual(['again:1', 'ask:1', 'busy:1', 'late:1', 'run:1']);
      expect([...stage.state.scan('timer', '')]).toEqual([]);
      expect(stage.state.get('execution', '')).toMatchObject({ active: 0, running: 0 });
    }
  });

  test('requested: pause and resume change nothing, cancel and the limit end it', () => {
    const to = (event: 'pause' | 'resume' | 'cancel' | 'timeout') => advance(EXECUTION, 'requested', event);
    expect([to('pause'), to('resume'), to('cancel'), to('timeout')]).toEqual([
      undefined,
      undefined,
      'canceled',
      'timed_out',
    ]);
  });

  test('when nothing is left: pausing becomes paused, the others end', () => {
    const last = (status: ExecutionStatus) => {
      const stage = new Stage('tasks: [{name: a}, {name: b}]');
      stage.start();
      if (status === 'failing') {
        stage.fail('b:1');
      } else {
        stage.complete('b:1');
      }
      if (status === 'pausing') {
        stage.take({ type: 'command.pause', at: stage.now });
      } else if (status === 'canceling') {
        stage.take({ type: 'command.cancel', at: stage.now, mode: 'finish' });
      }
      expect(stage.shown().status).toBe(status);
      stage.complete('a:1');
      return stage.shown().status;
    };
    const all = ['running', 'pausing', 'canceling', 'failing'] as const;
    expect(all.map(last)).toEqual(['succeeded', 'paused', 'canceled', 'failed']);
  });

  test('on_failure: terminate drops what runs, and the execution is failed at once', () => {
    const stage = new Stage(`on_failure: terminate${FIVE_WAYS}`);
    stage.start();
    stage.fail('run:1');
    expect(stage.shown().status).toBe('failed');
    expect(stage.state.get('task', 'busy:1')?.status).toBe('canceled');
  });

  test('the first unhandled error is the error; later ones are recorded behind it', () => {
    const stage = EXECUTIONS.failing?.() ?? new Stage('tasks: []');
    stage.fail('run:1', null, 'second');
    stage.take(causeOf('limit', stage, 'run:1'));
    expect(stage.shown().error).toMatchObject({ task: 'broken' });
    const codes = [...stage.state.scan('error', '')].map(([, { code }]) => code);
    expect(codes).toEqual(['broken', 'second', 'duration_limit_exceeded']);
  });
});

const ONE = (more: string) => `
tasks:
  - {name: t${more}}
  - {name: busy}
  - {name: other}
  - {name: never}`;

/** An instance `t:1` in each status; something else runs. */
const INSTANCES: Readonly<Record<string, () => Stage>> = {
  waiting: () => {
    const stage = new Stage('tasks: [{name: a, next: [{do: t}]}, {name: busy, next: [{do: t}]}, {name: t, join: all}]');
    stage.start();
    stage.complete('a:1');
    return stage;
  },
  delayed: () => started(', delay: 600'),
  scheduled: () => {
    const stage = new Stage(ONE(', when: "{{ false }}"'));
    startWithoutSkipping(stage);
    return stage;
  },
  running: () => started(''),
  'running, a retry left': () => started(', retry: {count: 1, delay: 60}'),
  pending: () => {
    const stage = started('');
    pending(stage, 't:1');
    return stage;
  },
  'pending, a retry left': () => {
    const stage = started(', retry: {count: 1, delay: 60}');
    pending(stage, 't:1');
    return stage;
  },
  retrying: () => {
    const stage = started(', retry: {count: 1, delay: 60}');
    stage.fail('t:1');
    return stage;
  },
  succeeded: () => ended('completed'),
  failed: () => ended('failed'),
  timed_out: () => ended('timed out'),
  canceled: () => ended('canceled'),
  skipped: () => started(', when: "{{ false }}"'),
};

function started(more: string): Stage {
  const stage = new Stage(ONE(more));
  stage.start();
  return stage;
}

function ended(event: string): Stage {
  const stage = started(', next: [{do: noop}]');
  stage.take(causeOf(event, stage, 't:1'));
  return stage;
}

/** Between two events: the instance is there, and that there is nothing to call is not told yet. */
function startWithoutSkipping(stage: Stage): void {
  const decision = decide(stage.program, stage.state, {
    ...{ type: 'execution.started', at: stage.now, id: '01JD0000000000000000000000', workflow: 'test.workflow' },
    ...{ definition: 'hash', input: { inline: {} }, startAt: null, tags: [] },
    limits: { duration: 86_400_000, taskIterations: 1000 },
  });
  for (const change of decision.changes) {
    apply(stage.state, change, decision.at);
  }
  applyEvent(stage.state, decision.seq, decision.at);
}

const statusOf = (stage: Stage) => {
  const waits = [...stage.state.scan('arrival', 't|')].length > 0;
  return stage.state.get('task', 't:1')?.status ?? (waits ? 'waiting' : 'not there');
};

describe('task instances: status × event', () => {
  const cells = cellsOf('instance');

  test('the table has a row for every status of an instance', () => {
    const rows = new Set(cells.map(({ row }) => row.split(',')[0] ?? ''));
    expect([...rows].sort()).toEqual([...Object.keys(TASK.states), 'waiting'].sort());
    expect(cells).toHaveLength(13 * 9);
  });

  test.each(cells)('$row, $event → $text', ({ row, event, text }) => {
    const stage = INSTANCES[row]?.() ?? new Stage('tasks: []');
    const status = row.split(',')[0] ?? '';
    expect([statusOf(stage), stage.shown().status]).toEqual([status, 'running']);
    if (event === 'resume') {
      stage.take({ type: 'command.pause', at: stage.now });
    }
    stage.take(causeOf(event, stage, 't:1'));
    const meaning = meaningOf(text);
    if (meaning === null) {
      expect([ignored(stage), stage.last.changes.length, statusOf(stage)]).toEqual([1, 1, status]);
    } else {
      expect([statusOf(stage), ignored(stage)]).toEqual([meaning.status, 0]);
    }
  });

  test('every change of status in the table is an arrow of the lifecycle that the engine declares', () => {
    const missing = cells.flatMap(({ row, event, text }) => {
      const from = (row.split(',')[0] ?? '') as keyof typeof TASK.states;
      const to = meaningOf(text)?.status ?? from;
      const arrows = from in TASK.states ? Object.values(TASK.states[from].on ?? {}) : [];
      return to === from || arrows.some((target) => target === to) ? [] : [`${from} → ${to} by ${event}`];
    });
    expect(missing).toEqual([]);
  });
});
