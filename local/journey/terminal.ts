import { styleText } from 'node:util';
import { columns, wrapped } from './layout.js';

/** What the journey writes to. */
export interface Screen {
  /** Takes text as it is, line ends included. */
  readonly write: (text: string) => void;
  /** Whether a line can be overwritten. */
  readonly isLive: boolean;
  readonly hasColour: boolean;
}

/** Writes what happens in a step, under its heading. */
export interface Terminal {
  readonly heading: (text: string) => void;
  readonly line: (text: string) => void;
  /** Rows under each other, their columns aligned. */
  readonly table: (rows: readonly (readonly string[])[]) => void;
  /** A message as it reads. */
  readonly quote: (text: string) => void;
  /** A line that the next one replaces; nothing where lines stay. */
  readonly passing: (text: string) => void;
  readonly good: (text: string) => void;
  readonly blank: () => void;
}

const indent = '    ';
const quoteWidth = 100;
const eraseLine = '\r\u001B[2K';

/** The terminal, or the pipe, that the journey was started at. A NO_COLOR that is not empty is respected. */
export function screenOf(stream: NodeJS.WriteStream, { NO_COLOR = '', TERM }: NodeJS.ProcessEnv): Screen {
  const isLive = stream.isTTY && TERM !== 'dumb';
  return {
    write: (text) => {
      stream.write(text);
    },
    isLive,
    hasColour: isLive && NO_COLOR === '',
  };
}

/** Writes to a screen, in colours where it has them. */
export function openTerminal({ write, isLive, hasColour }: Screen): Terminal {
  const paint = (format: 'bold' | 'dim' | 'green', text: string): string =>
    hasColour ? styleText(format, text) : text;
  const say = (text: string): void => {
    write(`${isLive ? eraseLine : ''}${text}\n`);
  };
  return {
    heading: (text) => {
      say(paint('bold', text));
    },
    line: (text) => {
      say(`${indent}${text}`);
    },
    table: (rows) => {
      for (const row of columns(rows)) say(`${indent}${row}`);
    },
    quote: (text) => {
      for (const line of wrapped(text, quoteWidth)) say(paint('dim', `${indent}| ${line}`.trimEnd()));
    },
    passing: (text) => {
      if (isLive) write(`${eraseLine}${indent}${paint('dim', text)}`);
    },
    good: (text) => {
      say(paint('green', text));
    },
    blank: () => {
      say('');
    },
  };
}
