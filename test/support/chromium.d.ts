/** Path of the first Chromium on the PATH; undefined where there is none. */
export const chromiumPath: string | undefined;
