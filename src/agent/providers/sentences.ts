/** A later piece shorter than this waits for the next sentence: one-word pieces sound chopped, and speech is ahead of its playback by then. */
const SHORTEST_LATER = 20
/** The first piece may end at a comma once this much is waiting without the end of a sentence. */
const LONG_START = 60
const SHORTEST_CLAUSE = 30
const LONGEST = 240

const CLOSERS = `"'”’)]»`
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof st sr jr vs etc rs inc ltd co mt approx dept est fig gen govt hon rev ' +
    'e.g i.e a.m p.m u.s u.k ph.d डॉ श्री प्रो रु पं'
  ).split(' '),
)

/**
 * Cuts text that arrives in pieces into what is spoken at a time. Knows the danda (। ॥), and gives a sentence as soon as it is complete:
 * after a danda, `?` or `!` at once, after a full stop as soon as it can't be part of a number or an abbreviation.
 */
export class SentenceCutter {
  #buffer = ''
  #isFirst = true

  /** The sentences that this text completes, trimmed, oldest first. */
  push(text: string): string[] {
    this.#buffer += text
    return this.#take(false)
  }

  /** Everything left; the next text begins a new utterance. */
  flush(): string[] {
    const sentences = this.#take(true)
    const rest = this.#buffer.trim()
    this.#buffer = ''
    this.#isFirst = true
    return isSpoken(rest) ? [...sentences, rest] : sentences
  }

  #take(isAll: boolean): string[] {
    const sentences: string[] = []
    for (;;) {
      const end = endOfPiece(this.#buffer, { isFirst: this.#isFirst, isAll })
      if (end === null) return sentences
      sentences.push(this.#buffer.slice(0, end).trim())
      this.#buffer = this.#buffer.slice(end)
      this.#isFirst = false
    }
  }
}

/** The sentences of a whole text. */
export function splitSentences(text: string): string[] {
  const cutter = new SentenceCutter()
  return [...cutter.push(text), ...cutter.flush()]
}

/** What of a sentence is said aloud: no markdown, no emoji; empty where nothing is left to say. */
export function spokenText(sentence: string): string {
  const text = sentence
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s*(#{1,6}|[-+*•>])\s+/gm, '')
    .replaceAll(/`{1,3}/g, '')
    .replaceAll(/(\*{1,3}|~~)(?=\S)|(?<=\S)(\*{1,3}|~~)/g, '')
    .replaceAll(/(?<![\p{L}\p{N}_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\p{L}\p{N}_])/gu, '')
    // The joiner goes with its emoji only: it also shapes Devanagari letters.
    .replaceAll(/(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{fe0f})\u{200d}/gu, '')
    .replaceAll(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{fe0f}|\u{20e3}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return isSpoken(text) ? text : ''
}

function isSpoken(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

interface Situation {
  isFirst: boolean
  /** Nothing more will come. */
  isAll: boolean
}

/** Where the first piece of the buffer ends, or null when it is not complete yet. */
function endOfPiece(buffer: string, { isFirst, isAll }: Situation): number | null {
  for (let i = 0; i < buffer.length; i++) {
    const end = endOfSentence(buffer, i, isAll)
    if (end === null) continue
    const piece = buffer.slice(0, end).trim()
    const isLongEnough = isFirst || piece.length >= SHORTEST_LATER || buffer[i] === '\n'
    if (isSpoken(piece) && isLongEnough) return end
    i = end - 1
  }
  if (isFirst && !isAll && buffer.length >= LONG_START) return endOfClause(buffer, SHORTEST_CLAUSE)
  if (buffer.length > LONGEST) return endOfClause(buffer.slice(0, LONGEST), LONGEST / 2) ?? (buffer.lastIndexOf(' ', LONGEST) + 1 || null)
  return null
}

/** The index behind the sentence that the mark at `i` ends with its closing quotes, or null when none ends there. */
function endOfSentence(buffer: string, i: number, isAll: boolean): number | null {
  const mark = buffer[i]
  if (mark === '\n') return i + 1
  if (mark === undefined || !'।॥|?!.…'.includes(mark) || (mark === '|' && !isDanda(buffer, i))) return null
  let end = i + 1
  while (end < buffer.length && `?!.…।॥${CLOSERS}`.includes(buffer[end] ?? '')) end++
  if ('।॥|'.includes(mark)) return end
  const follower = buffer[end]
  const isEnd = follower === undefined ? isAll || '?!'.includes(mark) || endsSurely(buffer, i) : /[\s\u0900-\u097f]/.test(follower)
  return isEnd && !isInnerStop(buffer, i, end) ? end : null
}

/** Some models write a bar for the danda. */
function isDanda(buffer: string, i: number): boolean {
  return /[\u0900-\u0963\u0970-\u097f]\s?$/.test(buffer.slice(Math.max(0, i - 2), i))
}

/** True for the stop of an abbreviation, an initial or a list's number. */
function isInnerStop(buffer: string, i: number, end: number): boolean {
  if (buffer[i] !== '.') return false
  const before = buffer.slice(0, i)
  const word = (/[^\s("'“‘]*$/.exec(before)?.[0] ?? '').toLowerCase()
  if (ABBREVIATIONS.has(word) || /(^|[\s(.])\p{Lu}$/u.test(before) || /(^|[.!?।\n]\s*)\d{1,3}$/.test(before)) return true
  return word === 'no' && /^\s+\d/.test(buffer.slice(end))
}

/** True when a full stop at the end of what has arrived ends a sentence whatever comes: after an ordinary word, late enough in it. */
function endsSurely(buffer: string, i: number): boolean {
  const before = buffer.slice(0, i)
  return before.trim().length >= SHORTEST_LATER && /[\s"'“(][\p{Ll}\p{Lo}\p{M}]{3,}$/u.test(before)
}

function endOfClause(buffer: string, shortest: number): number | null {
  const found = [...buffer.matchAll(/[,;:—–](?=\s)/g)].findLast(({ index }) => index >= shortest)
  return found === undefined ? null : found.index + 1
}
