// Speaks to the server this page came from, through Gradio's call interface, and to nothing else.

const CALLS = "gradio_api/call/";

/** One answer as the server's payload; `earlier` are the questions of the talk before it, oldest first. Throws where
 *  the server cannot be reached. */
export async function askQuestion(question, earlier) {
  return call("ask", [question, earlier]);
}

/** Lines `first`..`last` of a report file: `{lines: [{number, text}]}`, or a payload of status "error". */
export async function readLines(file, first, last) {
  try {
    return await call("lines", [file, first, last]);
  } catch {
    return { status: "error", kind: "offline", text: "" };
  }
}

async function call(name, data) {
  const joined = await fetch(CALLS + name, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ data }),
  });
  if (!joined.ok) throw new Error(`${name}: ${joined.status}`);
  const { event_id: event } = await joined.json();
  const stream = await fetch(`${CALLS}${name}/${event}`);
  if (!stream.ok) throw new Error(`${name}: ${stream.status}`);
  return lastResult(await stream.text());
}

/** The payload of the "complete" event in a finished stream of `event:` and `data:` lines. */
function lastResult(stream) {
  for (const block of stream.split("\n\n").reverse()) {
    const event = block.match(/^event: (\w+)/m);
    const data = block.match(/^data: (.*)$/m);
    if (event && event[1] === "complete") return JSON.parse(data[1])[0];
  }
  throw new Error("the stream ended without a result");
}
