import { describe, expect, test } from 'vitest'
import { SentenceCutter, splitSentences, spokenText } from './sentences.ts'

/** Writes a text as a language model does, and says after which token each piece came. */
function stream(tokens: string[]): { piece: string; after: number }[] {
  const cutter = new SentenceCutter()
  const pieces = tokens.flatMap((token, i) => cutter.push(token).map((piece) => ({ piece, after: i + 1 })))
  return [...pieces, ...cutter.flush().map((piece) => ({ piece, after: Infinity }))]
}

function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
}

describe('Hindi', () => {
  test('a sentence ends at the danda, at once and without the next token', () => {
    const tokens = ['जी', ' हाँ', ',', ' मैं', ' मदद', ' कर', ' सकता', ' हूँ', '।', ' आपका', ' नाम', ' क्या', ' है', '?']
    expect(stream(tokens)).toEqual([
      { piece: 'जी हाँ, मैं मदद कर सकता हूँ।', after: 9 },
      { piece: 'आपका नाम क्या है?', after: Infinity },
    ])
  })

  test('the double danda, a bar for a danda, a danda without a space, and a closing quote', () => {
    expect(
      splitSentences('पहला वाक्य यहाँ समाप्त होता है॥ दूसरा वाक्य यहाँ समाप्त होता है| तीसरा वाक्य भी पूरा हुआ।चौथा वाक्य अब "पूरा है।" अंत का वाक्य।'),
    ).toEqual([
      'पहला वाक्य यहाँ समाप्त होता है॥',
      'दूसरा वाक्य यहाँ समाप्त होता है|',
      'तीसरा वाक्य भी पूरा हुआ।',
      'चौथा वाक्य अब "पूरा है।"',
      'अंत का वाक्य।',
    ])
  })

  test('English words, numbers and abbreviations inside of Hindi do not end it', () => {
    expect(splitSentences('डॉ. शर्मा का plan रु. 499.50 में मिलता है। आप v2.0 ले सकते हैं। Okay? Let me check that for you.')).toEqual([
      'डॉ. शर्मा का plan रु. 499.50 में मिलता है।',
      'आप v2.0 ले सकते हैं।',
      'Okay? Let me check that for you.',
    ])
  })
})

describe('English', () => {
  test('a full stop ends a sentence where nothing can follow it, else with the next token', () => {
    expect(
      stream(['The', ' office', ' opens', ' at', ' nine', '.', ' It', ' closes', ' at', ' 5', '.', ' Anything', ' else', '?']),
    ).toEqual([
      { piece: 'The office opens at nine.', after: 6 },
      { piece: 'It closes at 5. Anything else?', after: 14 },
    ])
  })

  test.each([
    ['Mr. Smith met Dr. Jones at 3.30 p.m. on the corner of Main St. near home.'],
    ['The price is $3.14 at example.com today, as of version 1.2.3 of the list.'],
    ['Ask for J. R. Smith in room No. 5 on the second floor please, will you?'],
  ])('%s is one sentence', (text) => expect(splitSentences(text)).toEqual([text]))

  test('a short first sentence goes out alone, later short ones with their neighbour', () => {
    expect(splitSentences('Sure! I can help. Yes. No. That is all I know about it.')).toEqual([
      'Sure!',
      'I can help. Yes. No.',
      'That is all I know about it.',
    ])
  })

  test('a long start goes out at a comma', () => {
    const text = 'If you would like to change the plan that you are on today, the simplest way is to open the settings'
    expect(splitSentences(text)[0]).toBe('If you would like to change the plan that you are on today,')
  })

  test('a list keeps its numbers, and lines are apart', () => {
    expect(splitSentences('Do this:\n1. Open the settings.\n2. Press the button.')).toEqual([
      'Do this:',
      '1. Open the settings.',
      '2. Press the button.',
    ])
  })
})

test('a text without any mark is cut before it gets too long', () => {
  const pieces = splitSentences('word '.repeat(200))
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(240)
  expect(pieces.join(' ')).toBe('word '.repeat(200).trim())
})

test.each(['हाँ। ठीक है। आप कैसे हैं? Version 2.0 is out. Great!', 'A... b?! "c." (d.) e\n\nf.  g', '....', '', ' \n ।। '])(
  'no letter is lost or doubled however %j arrives',
  (text) => {
    for (const size of [1, 2, 3, 7]) {
      const tokens = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []
      expect(
        letters(
          stream(tokens)
            .map(({ piece }) => piece)
            .join(''),
        ),
      ).toBe(letters(text))
    }
  },
)

test.each([
  ['**Hello** _there_, see [our page](https://example.com) 👍🏽', 'Hello there, see our page'],
  ['# Title', 'Title'],
  ['- `snake_case` stays', 'snake_case stays'],
  ['3 * 4 < 20', '3 * 4 < 20'],
  ['क्\u200dया हाल है?', 'क्\u200dया हाल है?'],
  ['👍 …', ''],
])('%j is said as %j', (written, said) => expect(spokenText(written)).toBe(said))
