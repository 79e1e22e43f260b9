import type { TaskState } from './stepped-answers.js';
import type { Words } from './words.js';

/** What the pages of every form of several pages say in the same words. */
export const steppedWords = {
  continue: { en: 'Save and continue', cy: 'Cadw a pharhau' },
  backToTasks: { en: 'Back to the list of tasks', cy: 'Yn ôl i’r rhestr dasgau' },
  check: { en: 'Check your answers', cy: 'Gwirio eich atebion' },
  checkTask: { en: 'Check your answers and send', cy: 'Gwirio eich atebion a’u hanfon' },
  cannotStart: { en: 'Cannot start yet', cy: 'Ni ellir dechrau eto' },
  ready: { en: 'Ready to send', cy: 'Yn barod i’w anfon' },
  sendTasks: { en: 'Send', cy: 'Anfon' },
  incomplete: {
    en: 'It cannot be sent yet. The list at the top says what is missing, and leads there.',
    cy: 'Ni ellir ei anfon eto. Mae’r rhestr ar y brig yn dweud beth sydd ar goll, ac yn arwain yno.',
  },
  sentBefore: {
    en: 'This was sent already, perhaps from another window. What you entered just now is not part of it. If the hub should know it, copy it from below and tell the hub.',
    cy: 'Anfonwyd hwn eisoes, efallai o ffenestr arall. Nid yw’r hyn a nodwyd gennych nawr yn rhan ohono. Os dylai’r hwb wybod amdano, copïwch ef isod a dywedwch wrth yr hwb.',
  },
  changed: {
    en: 'You changed this in another window after it was shown here, so it was not sent. Look at it again, then send it.',
    cy: 'Fe wnaethoch newid hyn mewn ffenestr arall ar ôl iddo gael ei ddangos yma, felly nid anfonwyd ef. Edrychwch arno eto, yna anfonwch ef.',
  },
  signedInSince: {
    en: 'You signed in or out since this page was opened, so it was not saved. What you entered is still here. Look at it once more, then continue.',
    cy: 'Fe wnaethoch fewngofnodi neu allgofnodi ers i’r dudalen hon gael ei hagor, felly ni chafodd ei chadw. Mae’r hyn a nodwyd gennych yma o hyd. Edrychwch arno unwaith eto, yna parhewch.',
  },
  change: { en: 'Change', cy: 'Newid' },
  remove: { en: 'Remove', cy: 'Tynnu' },
  removeTitle: { en: 'Remove this from the draft?', cy: 'Tynnu hyn o’r drafft?' },
  removeSays: {
    en: 'What you entered about it is deleted. This cannot be undone.',
    cy: 'Caiff yr hyn a nodwyd gennych amdano ei ddileu. Ni ellir dadwneud hyn.',
  },
  keep: { en: 'Keep it', cy: 'Ei gadw' },
  discard: { en: 'Delete this draft', cy: 'Dileu’r drafft hwn' },
  discardTitle: { en: 'Delete this draft?', cy: 'Dileu’r drafft hwn?' },
  discardSays: {
    en: 'Everything that you entered in it is deleted. This cannot be undone.',
    cy: 'Caiff popeth a nodwyd gennych ynddo ei ddileu. Ni ellir dadwneud hyn.',
  },
  tooLong: {
    en: 'This is more than can be kept. What you saved before is still there; shorten what you entered last.',
    cy: 'Mae hyn yn fwy nag y gellir ei gadw. Mae’r hyn a gadwyd gennych o’r blaen yno o hyd; byrhewch yr hyn a nodwyd gennych ddiwethaf.',
  },
  chooseMore: { en: 'Choose whether there is one more', cy: 'Dewiswch a oes un arall' },
} as const satisfies Record<string, Words>;

/** How far a task is, in words. */
export const stateWords: Readonly<Record<TaskState, Words>> = {
  'not-started': { en: 'Not started yet', cy: 'Heb ei ddechrau eto' },
  'in-progress': { en: 'In progress', cy: 'Ar y gweill' },
  completed: { en: 'Completed', cy: 'Wedi’i gwblhau' },
};
