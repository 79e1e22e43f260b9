/** Lets the first of a row of failures through, and the next one only after a success. */
export function onlyFirst(onTrouble: (error: unknown) => void): { tell: (error: unknown) => void; over: () => void } {
  let failing = false;
  return {
    tell: (error) => {
      if (!failing) onTrouble(error);
      failing = true;
    },
    over: () => {
      failing = false;
    },
  };
}

/**
 * Does one thing after the other; one that fails keeps none of the others from being done.
 * @throws the first failure, once all have had their turn
 */
export async function eachInTurn(doings: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const doing of doings) {
    await doing().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
