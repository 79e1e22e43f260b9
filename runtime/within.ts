/**
 * What work comes to, or, once it has taken too long, what is to be said instead. The work itself goes on, and what becomes of
 * it then is nobody's to hear. Rejects as the work does.
 * @param milliseconds how long it may take
 */
export async function within<T>(milliseconds: number, work: Promise<T>, otherwise: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(otherwise());
    }, milliseconds);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
