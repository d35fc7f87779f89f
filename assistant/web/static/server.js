// Speaks to the server: one function for every endpoint, JSON in by name, JSON out.

/** The result of endpoint `name` for arguments by name. Throws where the server cannot be reached or says nothing of use. */
export async function call(name, values) {
  const reply = await fetch(`api/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(values),
  });
  const told = (reply.headers.get("content-type") || "").startsWith("application/json"); // a refusal has words as well
  if (!reply.ok && !told) throw new Error(`${name}: ${reply.status}`);
  return reply.json();
}

/** As `call`, with a payload of status "error" in place of a fault of the connection. */
export async function tryCall(name, values) {
  try {
    return await call(name, values);
  } catch {
    return { status: "error", kind: "offline", text: "" };
  }
}

/** Where a report's own file is sent from. */
export function originalAddress(file) {
  return `original?${new URLSearchParams({ file })}`;
}

/** Where the picture of a page of a PDF report is sent from. */
export function pageAddress(file, page) {
  return `page-image?${new URLSearchParams({ file, page })}`;
}
