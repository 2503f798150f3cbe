const WORDS = /secret|token|passw|pwd|api.?key|private|authori[sz]|credential|session|cookie|signature|-----BEGIN/i;

/** Long words without a blank are keys more often than they are reasons. */
const KEY = /[\w+/=-]{32,}/;

/** May this text hold a secret? Said in doubt, for it decides what is shown. */
export const mayHoldSecret = (text: string): boolean => WORDS.test(text) || KEY.test(text);
