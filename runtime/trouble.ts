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
