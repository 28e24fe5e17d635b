// One invocation of the function, in a process of its own: the shipped bundle, the machine's clock.
// In: the event, as JSON on stdin. Out: a line with the result or the error, after the function's own log.
const LINGER_MS = 400;

let text = '';
process.stdin.on('data', (chunk) => { text += chunk; });
process.stdin.on('end', async () => {
  let outcome;
  try {
    outcome = { result: (await require(process.env.BUNDLE).handler(JSON.parse(text))) ?? null };
  } catch (error) {
    outcome = { errorType: error.name, errorMessage: error.message };
  }
  // Between the end of the code and the result, Lambda may lose an invocation, too.
  setTimeout(() => {
    process.stdout.write(`\n${JSON.stringify({ outcome })}\n`, () => process.exit(0));
  }, LINGER_MS);
});
