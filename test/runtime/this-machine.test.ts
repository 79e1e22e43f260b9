import { expect, it } from '@jest/globals';
import { isProtected } from '../../runtime/this-machine.js';

it.each<[string, boolean]>([
  ['https://sign-in.example', true],
  ['http://localhost:3000/oidc', true],
  ['http://127.0.0.1:3000', true],
  ['http://[::1]:3000', true],
  ['http://sign-in.example', false],
  ['http://localhost.example', false],
  ['http://127.0.0.1.example', false],
  ['ftp://localhost', false],
])('%s is protected on its way: %p', (address, expected) => {
  expect(isProtected(address)).toBe(expected);
});
