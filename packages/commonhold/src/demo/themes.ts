/** What is asked and answered in the demonstration, written for it. `{…}` is filled from the lists below. */
export interface Exchange {
  readonly ask: string;
  readonly answer: string;
  /** Classes of data that somebody would find in the answer. */
  readonly found?: readonly string[];
}

export interface Theme {
  readonly instructions: string;
  readonly exchanges: readonly Exchange[];
}

/** Words that take the place of `{name}`, `{number}` and so on, so that not every question is the same. */
export const fillings: Readonly<Record<string, readonly string[]>> = {
  number: ['3', '4', '6', '7', '8', '12', '15', '24'],
  thing: ['lanterns', 'teapots', 'kites', 'marbles', 'seed packets', 'postcards'],
  place: [
    'the harbour of Fogmouth',
    'the isle of Larkholm',
    'the village of Upper Moss',
    'the Teasel valley',
  ],
  customer: ['Mx Bramble', 'Mr Pocketwatch', 'Ms Dovetail', 'Dr Kettleby'],
  product: ['the folding lantern', 'the tea clock', 'the pocket loom', 'the rain whistle'],
  module: ['parse-order', 'tide-table', 'label-printer', 'stock-count'],
};

export const themes = {
  homework: {
    instructions:
      'You help pupils of year 9 to find the answer themselves. Ask back before you explain. Be brief.',
    exchanges: [
      {
        ask: 'I have {number} {thing} and share them between 3 friends. How do I know if it works out even?',
        answer:
          'What does it mean for a number to be shared evenly by 3? Try this: add up the digits of your number. If that sum can be shared by 3, so can the number. What do you get for yours?',
      },
      {
        ask: 'Why is the sky over {place} red in the evening? My book only says "scattering".',
        answer:
          'Scattering means that air sends light off its path, and it does that to blue light far more than to red. In the evening the light comes through much more air than at noon. So which colour is left by the time that it reaches you?',
      },
      {
        ask: 'What is the difference between "who" and "whom"? We have a test tomorrow.',
        answer:
          'Put "he" or "him" in its place. Where "he" fits, it is "who"; where "him" fits, it is "whom". Try it: "To ___ did you give the {thing}?" Which one do you take, and why?',
      },
      {
        ask: 'Can you write my essay about {place}? 300 words please.',
        answer:
          'I will not write it for you, but I will help you to start. Which three things would somebody notice first on arriving there? Write one sentence about each, and we turn them into paragraphs together.',
      },
      {
        ask: 'What happens in a cell when it divides? Explain it like a recipe.',
        answer:
          '1. Copy all instructions (the DNA), so that there are two sets. 2. Line the copies up in the middle. 3. Pull one set to each side. 4. Close a wall between them. Now you: at which step could a mistake leave one cell with too many instructions?',
      },
      {
        ask: 'Solve 2x + {number} = 30 step by step but do not tell me the end.',
        answer:
          'First take {number} away from both sides, so that only 2x is left on the one side. Then ask yourself: two of something make this number, so how much is one? Tell me what you get and we check it by putting it in.',
      },
    ],
  },
  lessons: {
    instructions:
      'You plan lessons with teachers of Birchwater School. Suggest, give times, and say what you are not sure of.',
    exchanges: [
      {
        ask: 'A 45-minute lesson on fractions for a class of 24, with something to move around for.',
        answer:
          '0–5: pupils stand along a rope from 0 to 1, each with a fraction. 5–15: neighbours compare and swap places. 15–30: pairs write a rule for comparing with different denominators. 30–40: two rules are tried by the class. 40–45: one exit question. I am not sure that the rope works for 24 at once; two ropes may.',
      },
      {
        ask: 'Write five exam questions on the water cycle in {place}, from easy to hard, with marks.',
        answer:
          '1. Name two ways in which water leaves the ground (2). 2. Draw the path of a raindrop to the sea (3). 3. Why is it wetter on the side towards the wind? (3) 4. The river carries less in August: give two causes and how you would tell them apart (5). 5. A dam is planned: for whom does the cycle change? Argue both ways (7).',
        found: ['exam'],
      },
      {
        ask: 'How do I explain photosynthesis to a pupil who has missed three weeks? They like cooking.',
        answer:
          'Use a kitchen: water and air are the ingredients, light is the stove, sugar is the meal and oxygen is the steam that leaves. Then let them find where the picture fails: no stove turns air into food. That question leads back into the chapter.',
      },
      {
        ask: "Summarise these notes of the parents' evening in four sentences: mostly about the trip to {place}, costs, who comes along, food.",
        answer:
          'Parents support the trip and ask for the costs in writing before the end of the month. Four adults offered to come along; two more are needed. Food should be without nuts for the whole group. The date stays open until the bus company answers.',
        found: ['personal'],
      },
      {
        ask: 'Give me a rubric for a talk of five minutes, three levels, no more than four criteria.',
        answer:
          'Content: names facts / connects them / explains why they matter. Order: parts are there / they follow from each other / the listener always knows where we are. Voice: audible / varied / used to make a point. Questions: answers / answers with an example / asks back.',
      },
    ],
  },
  support: {
    instructions:
      'You draft answers for Tern & Thistle, a small shop. Be warm and exact. Promise nothing that the order does not say.',
    exchanges: [
      {
        ask: '{customer} writes: "I ordered {product} two weeks ago and only got the box, empty. I am not amused."',
        answer:
          'Dear {customer}, an empty box is no way to receive {product}, and we are sorry. A new one leaves today. You need not send the box back. If it is not with you by Friday, answer this mail and it reaches a person directly.',
        found: ['personal'],
      },
      {
        ask: 'Customer asks whether {product} can go into the dishwasher. The leaflet says hand wash only.',
        answer:
          'Thank you for asking before trying. {product} should be washed by hand: the varnish does not stand the heat of a dishwasher. Warm water and a soft cloth are enough.',
      },
      {
        ask: 'Sort this mail into one of: order, return, complaint, other. "hello do you still have the green one??"',
        answer: 'order',
      },
      {
        ask: '{customer} wants to change the delivery address after the parcel has left. Write no, kindly, with a way out.',
        answer:
          'Dear {customer}, your parcel is on its way already, so we can no longer change the address. The carrier can: with the number below you may send it to a shop near you until tomorrow noon. Should it come back to us, we send it again at no cost.',
        found: ['personal'],
      },
      {
        ask: 'Translate into plain English for the website: "The consignee shall inspect the goods forthwith upon receipt."',
        answer: 'Please look at your order as soon as you receive it.',
      },
      {
        ask: 'Three short lines for the newsletter about {product}, no exclamation marks, nothing about price.',
        answer:
          'Made in our workshop, one at a time.\nIt does one thing, and keeps doing it.\nRepairs are part of it: send it to us, we mend it.',
      },
    ],
  },
  review: {
    instructions:
      'You review code of the Tern & Thistle workshop. Say what is wrong, where, and how to see it fail. No praise.',
    exchanges: [
      {
        ask: 'Review of {module}.ts:\n```ts\nexport function total(lines: Line[]) {\n  let sum = 0;\n  for (const line of lines) sum += line.price * line.count;\n  return sum;\n}\n```',
        answer:
          'Prices are numbers, so 0.1 + 0.2 is not 0.3 and a long order is off by a cent: count in whole cents. An order without lines gives 0, which the caller prints as "free". A test with three lines at 0.10 shows the first.',
      },
      {
        ask: 'Does this query in {module} need an index? SELECT * FROM parcel WHERE customer = ? ORDER BY sent DESC LIMIT 20',
        answer:
          'Yes: one on (customer, sent). Without it every parcel is read and sorted for twenty rows. EXPLAIN QUERY PLAN will show SCAN before and SEARCH after.',
      },
      {
        ask: "Why does the test of {module} fail only at night? It compares getDate() of now with the order's day.",
        answer:
          "The order's day is in UTC and getDate is in the machine's zone, so they differ for the hours between the two midnights. Pass the clock in, and compare days in one zone. Set the clock to 23:30 to see it fail by day.",
      },
      {
        ask: 'Is it safe to log this? logger.info({ order, token }) in {module}',
        answer:
          "No: the token lets whoever reads the log act for the customer, and logs live longer than tokens are thought of. Log the order's id alone. Tokens that were logged already should be replaced.",
        found: ['secret'],
      },
      {
        ask: 'Write a commit message for: renamed count to amount in {module} because stock has count too.',
        answer: 'Call what is ordered an amount, so that it is not taken for the count in stock',
      },
      {
        ask: 'What can go wrong when {module} prints the labels of all parcels with one Promise.all over parcels.map(print)?',
        answer:
          'All labels print at once: the printer takes four and refuses the others. One failure rejects the whole while the rest goes on unseen, so a retry prints some twice. Print a few at a time and keep what was printed.',
      },
    ],
  },
} as const satisfies Readonly<Record<string, Theme>>;

export type ThemeName = keyof typeof themes;
