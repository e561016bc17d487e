import type { Move, TokenEvent } from './token-machine.ts';

type Question = number | 'succeeded';

/** What comes next on the way to a move: a question, and where its answers lead. */
interface Fork {
  readonly ask: Question;
  yes?: Step;
  no?: Step;
}
type Step = Fork | { readonly move: Move };

interface Answer {
  readonly ask: Question;
  readonly given: boolean;
}

/**
 * A step of the machine depends on nothing but the state, the type of the event and what the guards are answered. So
 * it is taken once for each of them, and remembered under the answers in the order in which the machine asked.
 */
export function remembered(
  take: (value: string, event: TokenEvent) => Move,
): (value: string, event: TokenEvent) => Move {
  const known = new Map<string, Step>();
  return (value, event) => {
    const key = `${value} ${event.type}`;
    const answers: Answer[] = [];
    let step = known.get(key);
    while (step !== undefined) {
      if ('move' in step) {
        return step.move;
      }
      const given = answer(event, step.ask);
      answers.push({ ask: step.ask, given });
      step = given ? step.yes : step.no;
    }
    const already = new Map(answers.map(({ ask, given }) => [ask, given]));
    const asked: Answer[] = [];
    const move = take(value, recording(event, already, asked));
    known.set(key, extended(known.get(key), asked, move));
    return move;
  };
}

function answer(event: TokenEvent, question: Question): boolean {
  if (!('holds' in event)) {
    return false;
  }
  return question === 'succeeded' ? event.succeeded : event.holds(question);
}

/** The event with what has been asked before answered again, and everything that is asked written down once. */
function recording(event: TokenEvent, already: Map<Question, boolean>, asked: Answer[]): TokenEvent {
  if (!('holds' in event)) {
    return event;
  }
  const noted = new Set<Question>();
  const ask = (question: Question): boolean => {
    const given = already.get(question) ?? answer(event, question);
    already.set(question, given);
    if (!noted.has(question)) {
      noted.add(question);
      asked.push({ ask: question, given });
    }
    return given;
  };
  return {
    type: event.type,
    get succeeded() {
      return ask('succeeded');
    },
    holds: ask,
  };
}

/** The way of these answers, added to the ways that are known. */
function extended(known: Step | undefined, answers: readonly Answer[], move: Move): Step {
  const [first, ...rest] = answers;
  if (first === undefined) {
    return known ?? { move };
  }
  const fork: Fork = known !== undefined && 'ask' in known ? known : { ask: first.ask };
  if (first.given) {
    fork.yes = extended(fork.yes, rest, move);
  } else {
    fork.no = extended(fork.no, rest, move);
  }
  return fork;
}
