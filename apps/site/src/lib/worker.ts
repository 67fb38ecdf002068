// The one worker of all demos: what they share is built, loaded and kept once; a demo's model is loaded when it opens.

/** What of a worker's own global object is used. */
interface WorkerScope {
  readonly name: string;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  dispatchEvent(event: MessageEvent): boolean;
}

const scope = globalThis as unknown as WorkerScope;
const demos = import.meta.glob('../demos/*/worker.ts');

// Orders that come while the model is loading are for it.
const early: unknown[] = [];
const keep = ({ data }: MessageEvent): void => {
  early.push(data);
};
scope.addEventListener('message', keep);
await demos[`../demos/${scope.name}/worker.ts`]?.();
scope.removeEventListener('message', keep);
for (const data of early) scope.dispatchEvent(new MessageEvent('message', { data }));
