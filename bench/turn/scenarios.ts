export interface Scenario {
  name: string
  language: 'en' | 'hi'
  /** What the caller says, and espeak-ng's voice for it. One breath: a pause would end the transcript early. */
  question: string
  voice: string
  answer: string
  perTokenMs: number
  /** To the model's first token. */
  ttftMs: number
}

export const english: Scenario = {
  name: 'English answer, 5 ms a token',
  language: 'en',
  question: 'What are your opening hours',
  voice: 'en-us',
  answer: 'We are open from nine in the morning. You can also write to us at any time.',
  perTokenMs: 5,
  ttftMs: 100,
}

/** With a model this slow none of our work can hide behind the wait for the end of the turn. */
export const slowEnglish: Scenario = { ...english, name: 'English answer, 700 ms to the first token', ttftMs: 700 }

/** 27 words in three sentences, each ended by a danda. */
export const hindi: Scenario = {
  name: '27-word Hindi answer, 30 ms a token',
  language: 'hi',
  question: 'आपका दफ़्तर कब खुलता है',
  voice: 'hi',
  answer: 'हमारा दफ़्तर सुबह नौ बजे खुलता है। शाम छह बजे तक आप कभी भी आ सकते हैं। रविवार और त्योहारों के दिन हम पूरे बंद रहते हैं।',
  perTokenMs: 30,
  ttftMs: 100,
}
