/** The part of the WebAssembly interface that engine.ts uses; Node has it, the types of Node 20 do not name it. */
declare namespace WebAssembly {
  function instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
}
