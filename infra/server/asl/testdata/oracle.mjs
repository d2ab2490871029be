// Runs cases.json on an independent interpreter and prints where it differs from what the cases expect:
//   npm install aws-local-stepfunctions && node oracle.mjs
// The cases were agreed with version 3.0.0; what differs is listed, with the reason, in `known`.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { StateMachine, ExecutionError } from 'aws-local-stepfunctions';

// Node 20 lacks what the interpreter takes from Node 22.
Promise.withResolvers ??= () => {
  const r = {};
  r.promise = new Promise((resolve, reject) => Object.assign(r, { resolve, reject }));
  return r;
};

const known = {
  'a result that has no place': 'it writes over a number where the language has States.ResultPathMatchFailure',
  'Catch: a result that has no place can be caught': 'as above',
  'Choice: IsPresent false of nothing': 'it never holds there; the language compares with true and false alike',
  'Wait: until what is no time': 'its waits are overridden here, so that it does not look',
};

class TaskError extends Error {
  constructor(name) { super('said by the case'); this.name = name; }
}

const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'));
let differing = 0;
for (const c of cases) {
  const handlers = {}, waits = {}, retries = {};
  for (const [name, state] of Object.entries(c.states)) {
    if (state.Type === 'Wait') waits[name] = 0;
    if (state.Retry) retries[name] = 0;
    const answers = [...(c.tasks[name] ?? [])];
    handlers[name] = async (input) => {
      const next = answers.shift();
      if (next === 'echo') return { echo: input };
      if (next?.error) throw new TaskError(next.error);
      return next && 'invoked' in next ? { StatusCode: 200, Payload: next.invoked } : next?.result;
    };
  }
  const got = { path: [] };
  try {
    const machine = new StateMachine({ StartAt: c.startAt, States: c.states });
    const run = machine.run(c.input, {
      overrides: { taskResourceLocalHandlers: handlers, waitTimeOverrides: waits, retryIntervalOverrides: retries },
      context: { Execution: { Input: c.input } },
    });
    const log = (async () => {
      for await (const e of run.eventLogs) if (e.type.endsWith('StateEntered')) got.path.push(e.state.name);
    })();
    try {
      got.output = await run.result;
    } catch (e) {
      got.error = e instanceof ExecutionError ? e.cause.name : String(e);
    }
    await log.catch(() => {});
  } catch (e) {
    got.error = String(e);
  }
  const want = { path: c.path, ...('error' in c ? { error: c.error } : { output: c.output }) };
  if (isDeepStrictEqual(got, want)) continue;
  const reason = known[c.name];
  if (!reason) differing++;
  console.log(`${reason ? 'known: ' + reason : 'DIFFERS'}: ${c.name}\n  here  ${JSON.stringify(want)}\n  there ${JSON.stringify(got)}`);
}
console.log(`${cases.length} cases, ${differing} differ without a known reason`);
process.exitCode = differing ? 1 : 0;
