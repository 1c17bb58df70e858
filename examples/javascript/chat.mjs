// Two turns on one thread: the second answer knows what the first turn said.
import { Client } from "@langchain/langgraph-sdk";

const client = new Client({ apiUrl: process.env.PARLEY_URL ?? "http://127.0.0.1:2024" });

async function say(threadId, text) {
  console.log(`> ${text}`);
  const events = client.runs.stream(threadId, "chat", {
    input: { messages: [{ role: "user", content: text }] },
    streamMode: ["messages-tuple", "custom"],
  });
  for await (const { event, data } of events) {
    if (event === "messages") process.stdout.write(data[0].content);
    else if (event === "custom") console.log(data); // the embedded model is being fetched or started
    else if (event === "error") throw new Error(data.message);
  }
  console.log("\n");
}

const { thread_id } = await client.threads.create();
await say(thread_id, "My name is Ada and I like chess. Say hello.");
await say(thread_id, "What is my name, and what do I like?");
