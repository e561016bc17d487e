import type { Json } from '../../src/value/json.ts';
import type { Script, Trial } from '../dag/trial.ts';

/** What comes of a pattern's workflow in one situation, whatever the order of answers. */
export interface Expectation extends Script {
  readonly runs: string;
  /** `succeeded` unless said otherwise. */
  readonly status?: 'failed' | 'canceled';
  readonly output?: Json;
  /** The first has ended when the second starts. */
  readonly before?: readonly (readonly [string, string])[];
  /** All of them are at work at one moment. */
  readonly together?: readonly string[];
  /** No two of them are at work at one moment. */
  readonly apart?: readonly string[];
  /** Last statuses of instances. */
  readonly ends?: Readonly<Record<string, string>>;
  /** Runs the execution; to its end unless said otherwise. */
  readonly drive?: (trial: Trial) => void;
}

const EMERGENCY = { injured: true, burning: false, stolen: true };
const NOTHING = { injured: false, burning: false, stolen: false };

export const EXPECTATIONS: Readonly<Record<number, readonly Expectation[]>> = {
  1: [
    {
      runs: 'take_order pack ship',
      before: [
        ['take_order:1', 'pack:1'],
        ['pack:1', 'ship:1'],
      ],
    },
  ],
  2: [
    {
      runs: 'alarm call_police wake_guard',
      before: [['alarm:1', 'call_police:1']],
      together: ['call_police:1', 'wake_guard:1'],
    },
  ],
  3: [
    {
      runs: 'order check_stock check_payment ship',
      before: [
        ['check_stock:1', 'ship:1'],
        ['check_payment:1', 'ship:1'],
      ],
      together: ['check_stock:1', 'check_payment:1'],
      output: { stock: 'fine', payment: 'fine' },
    },
  ],
  4: [
    { input: { amount: 99 }, runs: 'assess pay_at_once' },
    { input: { amount: 100 }, runs: 'assess ask_clerk' },
    { input: { amount: 1000 }, runs: 'assess ask_manager' },
  ],
  5: [
    { input: { by_card: true }, runs: 'choose charge_card receipt' },
    { input: { by_card: false }, runs: 'choose collect_cash receipt' },
  ],
  6: [
    { input: EMERGENCY, runs: 'emergency_call ambulance police', together: ['ambulance:1', 'police:1'] },
    { input: { ...NOTHING, burning: true }, runs: 'emergency_call fire_brigade' },
    { input: NOTHING, runs: 'emergency_call' },
  ],
  7: [
    {
      input: EMERGENCY,
      runs: 'emergency_call ambulance police report',
      before: [
        ['ambulance:1', 'report:1'],
        ['police:1', 'report:1'],
      ],
    },
    { input: { ...NOTHING, burning: true }, runs: 'emergency_call fire_brigade report' },
    { input: { ...EMERGENCY, burning: true }, runs: 'emergency_call ambulance fire_brigade police report' },
  ],
  8: [{ runs: 'begin_works lay_pipes lay_cables inspect*2' }],
  9: [
    { runs: 'heart_attack check_breathing check_pulse triage', together: ['check_breathing:1', 'check_pulse:1'] },
    {
      answers: { check_breathing: 'silence' },
      runs: 'heart_attack check_breathing check_pulse triage',
      before: [['check_pulse:1', 'triage:1']],
      ends: { 'check_pulse:1': 'succeeded', 'check_breathing:1': 'running', 'triage:1': 'succeeded' },
      drive: (trial) => trial.start().step(3),
    },
  ],
  10: [
    { input: { has_draft: true }, answers: { review: { result: 'good' } }, runs: 'begin review publish' },
    {
      input: { has_draft: true },
      answers: { review: [{ result: 'bad' }, { result: 'good' }] },
      runs: 'begin review*2 write publish',
    },
    { input: { has_draft: false }, answers: { review: { result: 'bad' } }, runs: 'begin write*3 review*2 give_up' },
  ],
  11: [
    {
      runs: 'begin short long longer',
      together: ['short:1', 'long:1'],
      ends: { 'longer:1': 'succeeded' },
    },
  ],
  12: [
    { input: { infringements: 3 }, runs: 'next_fine*4 issue_fine*3' },
    { input: { infringements: 0 }, runs: 'next_fine' },
    {
      input: { infringements: 2 },
      answers: { issue_fine: 'silence' },
      runs: 'next_fine*3 issue_fine*2',
      together: ['issue_fine:1', 'issue_fine:2'],
      drive: (trial) => trial.start().step(3),
    },
  ],
  13: [
    {
      runs: 'sign file_report',
      output: { signatures: ['signed by the chair', 'signed by the treasurer', 'signed by the secretary'] },
    },
  ],
  14: [
    {
      answers: { find_witnesses: { result: ['Ada', 'Bob', 'Cy'] } },
      runs: 'find_witnesses hear decide',
      output: { statements: ['Ada was heard', 'Bob was heard', 'Cy was heard'] },
    },
    { answers: { find_witnesses: { result: [] } }, runs: 'find_witnesses hear decide', output: { statements: [] } },
  ],
  16: [
    { answers: { offer: { callback: 'accepted' } }, runs: 'offer contract' },
    { answers: { offer: { callback: 'declined' } }, runs: 'offer archive' },
    { answers: { offer: { expires: 259_200 } }, runs: 'offer withdraw' },
  ],
  17: [
    {
      input: { wishes: ['diagnosis', 'bill', 'x_ray', 'blood_test'] },
      runs: 'choose*5 blood_test x_ray diagnosis bill',
      output: { done: ['bill', 'x_ray', 'blood_test', 'diagnosis'] },
      apart: ['blood_test:1', 'x_ray:1', 'diagnosis:1', 'bill:1'],
      before: [
        ['blood_test:1', 'diagnosis:1'],
        ['x_ray:1', 'diagnosis:1'],
      ],
    },
    {
      input: { wishes: ['blood_test', 'x_ray', 'diagnosis', 'bill'] },
      runs: 'choose*5 blood_test x_ray diagnosis bill',
      output: { done: ['blood_test', 'x_ray', 'diagnosis', 'bill'] },
    },
  ],
  19: [
    { runs: 'case credit_check house_visit file', output: { visited: true } },
    {
      answers: { house_visit: 'cancel' },
      runs: 'case credit_check house_visit file',
      output: { visited: false },
      ends: { 'house_visit:1': 'canceled', 'credit_check:1': 'succeeded' },
    },
    {
      answers: { house_visit: 'silence' },
      runs: 'case credit_check house_visit file',
      output: { visited: false },
      ends: { 'house_visit:1': 'timed_out' },
    },
  ],
  20: [
    {
      answers: { examine: 'silence' },
      runs: 'application examine wait_for_papers',
      status: 'canceled',
      ends: { 'examine:1': 'canceled', 'wait_for_papers:1': 'canceled' },
      drive: (trial) => {
        trial.start().step();
        trial.take({ type: 'command.cancel', at: trial.stage.now, mode: 'terminate' });
      },
    },
  ],
  21: [
    {
      input: { pages: 3 },
      answers: { staple: [{ result: 'jammed' }, { result: 'jammed' }, { result: 'fine' }] },
      runs: 'more_pages*4 print*3 staple*3 hand_over',
      output: { printed: 3 },
    },
    {
      input: { pages: 0 },
      answers: { staple: { result: 'fine' } },
      runs: 'more_pages staple hand_over',
      output: { printed: 0 },
    },
  ],
  26: [
    {
      answers: { ask_houses: 'silence', 'ask_houses[1]': { result: 3 } },
      runs: 'ask_houses call_off',
      ends: { 'ask_houses:1': 'timed_out' },
    },
    { answers: { ask_houses: { result: 1 } }, runs: 'ask_houses count' },
  ],
  27: [
    {
      answers: { collect_papers: { result: 'paper' }, 'collect_papers[2]': 'silence' },
      runs: 'collect_papers mark',
      output: { papers: ['paper', 'paper', 'paper'] },
      ends: { 'collect_papers:1': 'timed_out' },
    },
    {
      answers: { collect_papers: { result: 'paper' } },
      runs: 'collect_papers mark',
      output: { papers: ['paper', 'paper', 'paper', 'paper'] },
      ends: { 'collect_papers:1': 'succeeded' },
    },
  ],
  30: [
    { runs: 'ask_referees first_referee second_referee third_referee decide' },
    {
      answers: { second_referee: 'silence' },
      runs: 'ask_referees first_referee second_referee third_referee decide',
      before: [
        ['first_referee:1', 'decide:1'],
        ['third_referee:1', 'decide:1'],
      ],
      ends: { 'decide:1': 'succeeded', 'second_referee:1': 'running' },
      drive: (trial) => trial.start().step(4),
    },
  ],
  33: [
    {
      runs: 'begin build_frame*3 build_engine*3 assemble*3',
      before: [
        ['build_frame:1', 'assemble:1'],
        ['build_engine:1', 'assemble:1'],
        ['build_frame:2', 'assemble:2'],
        ['build_engine:2', 'assemble:2'],
        ['build_frame:3', 'assemble:3'],
        ['build_engine:3', 'assemble:3'],
      ],
    },
  ],
  37: [
    { input: { abroad: false, express: false }, runs: 'parcel weigh label hand_over' },
    {
      input: { abroad: true, express: false },
      runs: 'parcel weigh customs label hand_over',
      before: [
        ['customs:1', 'label:1'],
        ['weigh:1', 'label:1'],
        ['label:1', 'hand_over:1'],
      ],
    },
    {
      input: { abroad: false, express: true },
      runs: 'parcel weigh label courier hand_over',
      before: [['courier:1', 'hand_over:1']],
    },
    { input: { abroad: true, express: true }, runs: 'parcel weigh customs label courier hand_over' },
  ],
  40: [
    {
      input: { order: ['lights', 'oil', 'brakes'] },
      runs: 'choose*4 lights oil brakes close',
      apart: ['lights:1', 'oil:1', 'brakes:1'],
      before: [
        ['lights:1', 'oil:1'],
        ['oil:1', 'brakes:1'],
      ],
    },
    {
      input: { order: ['brakes', 'lights', 'oil'] },
      runs: 'choose*4 lights oil brakes close',
      before: [
        ['brakes:1', 'lights:1'],
        ['lights:1', 'oil:1'],
      ],
    },
  ],
  43: [
    {
      answers: { dig: 'silence' },
      runs: 'begin search dig',
      status: 'failed',
      ends: { 'search:1': 'succeeded', 'dig:1': 'canceled' },
    },
  ],
};
