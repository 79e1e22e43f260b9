/**
 * An address of this service, without its origin: nothing else is ever redirected to. What begins with two slashes names another host to a
 * browser, whether it was typed so or becomes so once dots are resolved.
 * @param asked whatever somebody sent
 * @returns path and query; `/` for all that leads elsewhere
 */
export function ownPath(asked: string | null, publicUrl: string): string {
  if (asked?.startsWith('/') !== true || !URL.canParse(asked, publicUrl)) return '/';
  const { origin, pathname, search } = new URL(asked, publicUrl);
  return origin === new URL(publicUrl).origin && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}
