import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findIdentifyingWords, type IdentifiedPerson } from '../../domain/identifying-words.js';

const maisie: IdentifiedPerson = {
  firstName: 'Maisie',
  lastName: 'Thorne',
  dateOfBirth: '2018-04-11',
  nhsNumber: '999 000 0018',
  address: { line1: '14 Quarry Rise', line2: 'Upper Hollow', town: 'Aldbourne Cross', postcode: 'ZZ1 4QR' },
  school: 'Hollow Lane Primary School',
};
const noah: IdentifiedPerson = {
  firstName: 'Noah',
  lastName: 'Okafor-Lane',
  address: { line1: 'Flat 3, 88 Station Road', postcode: 'ZZ29TT' },
};
const zoe: IdentifiedPerson = { firstName: 'Zoë', lastName: "O'Brien-Núñez", expectedDate: '2027-03-05' };
const everyone = [maisie, noah, zoe];

const found = (message: string, people: readonly IdentifiedPerson[] = everyone): string[] =>
  findIdentifyingWords(message, people);
const named = (firstName: string, lastName = 'Thorne'): IdentifiedPerson[] => [{ firstName, lastName }];

describe('names in a message', () => {
  it.each([
    ['We will visit Maisie on Monday.', ['Maisie']],
    ['MAISIE and maisie are found as they stand', ['MAISIE', 'maisie']],
    ['Maisie was seen. Maisie is well.', ['Maisie']],
    ['The Thorne family', ['Thorne']],
    ["Maisie's mother", ['Maisie']],
    ["MAISIE'S MOTHER", ['MAISIE']],
    ['Maisie’s mother', ['Maisie']],
    ["the Thornes' house", ['Thorne']],
    ['(Maisie)', ['Maisie']],
    ['mail to maisie.thorne@school.example', ['maisie', 'thorne']],
    ['file maisie_thorne.pdf', ['maisie', 'thorne']],
    ['Mai\u00ADsie, pasted with a soft hyphen', ['Mai\u00ADsie']],
    ['Okafor-Lane', ['Okafor-Lane']],
    ['Okafor Lane', ['Okafor Lane']],
    ['OkaforLane', ['OkaforLane']],
    ["Mr Okafor and Ms Lane's son", ['Okafor', 'Lane']],
    ['the Okafor-Lane’s', ['Okafor-Lane']],
    ['Zoe', ['Zoe']],
    ['ZOË', ['ZOË']],
    ['Zoe\u0308 with a combining accent', ['Zoe\u0308']],
    ['Ms O’Brien', ['O’Brien']],
    ['Ms OBrien', ['OBrien']],
    ['Ms O Brien Nunez', ['O Brien Nunez']],
    ['Nunez', ['Nunez']],
  ])('%j: %j', (message, words) => {
    expect(found(message)).toEqual(words);
  });

  it.each([
    'amaisie',
    'Maisies',
    'Thornes are on the rose',
    'Thorneycroft',
    'planes',
    'Brienne',
    'a no ah moment',
    'Rise',
  ])('are whole words only: %j names nobody', (message) => {
    expect(found(message)).toEqual([]);
  });

  it('are found even where they are ordinary words, for the message can be put otherwise', () => {
    expect(found('A social worker will contact you in May.', [...named('Will'), ...named('May')])).toEqual([
      'will',
      'May',
    ]);
  });

  it('are found in letters that have no accent to take off', () => {
    expect(found('Lukasz Soerensen, Groß', [...named('Łukasz', 'Sørensen'), ...named('X', 'Gross')])).toEqual([
      'Lukasz',
      'Groß',
    ]);
  });

  it('are found without the words that join them', () => {
    const people = [...named('Ana', 'de la Cruz'), ...named('Sam', 'Lane known as Page'), ...named('Al', 'Van')];

    expect(found('La famille de la, known as the van', people)).toEqual(['van']);
    expect(found('Cruz; de la Cruz; Page; Al', people)).toEqual(['Cruz', 'de la Cruz', 'Page', 'Al']);
  });

  it('are not single letters, numbers or titles', () => {
    expect(found('A b C. Mr 12', [...named('A', 'B.'), ...named('Mr', 'C'), ...named('Twin 12', 'Baby')])).toEqual([]);
  });
});

describe('placeholders in place of a name', () => {
  it.each([
    ['Unborn', 'Lane', 'the unborn child', 'Lane'],
    ['Unknown', 'Thorne', 'for reasons unknown', 'Thorne'],
    ['Baby', 'Thorne', 'the baby', 'Thorne'],
    ['Baby boy', 'Thorne', 'the boy, a baby', 'Thorne'],
    ['Not known', 'Thorne', 'it is not known', 'Thorne'],
    ['Not yet named', 'Thorne', 'not yet', 'Thorne'],
    ['Unborn', 'Child', 'the first child on your referral', ''],
    ['Unknown', 'Male', 'the male adult', ''],
    ['Mr', 'Child', 'Mr', 'Child'],
    ['N/K', 'Thorne', 'n k', 'Thorne'],
    ['Baby Grace', 'Thorne', 'a baby', 'Grace'],
    ['', 'Thorne', 'a message', 'Thorne'],
    ['Unknown (possibly Craig)', '', 'unknown', 'Craig'],
    ['Heb ei eni', 'Thorne', 'mae ei deulu heb glywed', 'Thorne'],
    ['Anhysbys', '', 'mae’r cyfeiriad yn anhysbys', ''],
  ])('%s %s: %j names nobody, %j does', (firstName, lastName, message, name) => {
    const people = [{ firstName, lastName }];

    expect(found(message, people)).toEqual([]);
    expect(found(name, people)).toEqual(name === '' ? [] : [name]);
  });
});

describe('dates of birth and expected dates in a message', () => {
  it.each([
    '2018-04-11',
    '11/04/2018',
    '11/4/2018',
    '11.4.18',
    '11-04-18',
    '11 April 2018',
    '11th April 2018',
    '11th of April 2018',
    '11 of April, 2018',
    'April 11, 2018',
    'april 11th 2018',
    '11 Apr 18',
    '11-Apr-2018',
    '11042018',
    '20180411',
    '2018/4/11',
  ])('%s is found', (date) => {
    expect(found(`Born on ${date}, we think.`)).toEqual([date]);
  });

  it.each(['5 March 2027', '05/03/2027', '5th of March 2027', '2027-03-05'])(
    '%s, when a birth is expected, is found',
    (date) => {
      expect(found(`due ${date}`)).toEqual([date]);
    },
  );

  it.each(['11 April 2019', '11 April', 'April 2018', '12/04/2018', '2018', '11/04/20181', '111/04/2018'])(
    '%s is another date, or none',
    (date) => {
      expect(found(`We meet on ${date}.`)).toEqual([]);
    },
  );
});

describe('addresses and identifiers in a message', () => {
  it.each([
    ['at 14 Quarry Rise now', ['14 Quarry Rise']],
    ['at 14, quarry rise', ['14, quarry rise']],
    ['in Upper Hollow', ['Upper Hollow']],
    ['88 Station Road', ['88 Station Road']],
    ['Flat 3, 88 Station Road', ['Flat 3, 88 Station Road']],
    ['near ZZ1 4QR', ['ZZ1 4QR']],
    ['near zz14qr', ['zz14qr']],
    ['near ZZ2 9TT', ['ZZ2 9TT']],
    ['NHS 9990000018', ['9990000018']],
    ['NHS 999 000 0018', ['999 000 0018']],
    ['NHS 999-0000018', ['999-0000018']],
    ['seen at Hollow Lane Primary School', ['Hollow Lane Primary School']],
  ])('%j: %j', (message, words) => {
    expect(found(message, [maisie, { ...noah, lastName: 'Okafor' }])).toEqual(words);
  });

  it.each([
    'Aldbourne Cross',
    'Station Road',
    '88',
    'flat',
    'Quarry Rise',
    'ZZ1',
    '999 000 0019',
    '99900000180',
    'primary school',
  ])('%j alone tells nobody apart', (message) => {
    expect(found(message, [maisie, { ...noah, lastName: 'Okafor' }])).toEqual([]);
  });

  it.each(['No fixed abode', 'NFA', 'Unknown', 'As above', '14'])('%j is no address to look for', (line1) => {
    const people = [{ firstName: 'Maisie', lastName: 'Thorne', address: { line1 } }];

    expect(found('NFA: no fixed abode, unknown, as above, 14 days', people)).toEqual([]);
  });

  it.each(['None', 'Not in school', 'Home educated', 'Nursery'])('%j is no school to look for', (school) => {
    expect(found('None is not in school, but home educated or at a nursery', [{ ...maisie, school }])).toEqual([]);
  });
});

describe('a message that names nobody', () => {
  it('is left alone', () => {
    const message =
      'We have decided what happens next and a social worker will contact you about the first child on your referral by ' +
      '24 November 2026. The level is 3; call 01632 960199 and give M26-7KQ4-X3P. Thank you for telling us.';

    expect(found(message)).toEqual([]);
    expect(found('', everyone)).toEqual([]);
    expect(found(message, [])).toEqual([]);
  });
});

describe('the search', () => {
  const firstNames = fc.constantFrom('Maisie', 'Zoë', 'Noah', 'Okafor-Lane', 'Núñez', "O'Brien", 'Lane');
  const between = fc.constantFrom(' ', ', ', '. ', ' (', '"', '\n', ' – ', '/', '…');

  it('finds every name between any punctuation, in any case', () => {
    fc.assert(
      fc.property(firstNames, between, between, fc.boolean(), (name, before, after, loud) => {
        const written = loud ? name.toUpperCase() : name;
        expect(found(`so${before}${written}${after}so`)).toEqual([written]);
      }),
    );
  });

  it('reports only what stands in the message', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(firstNames, between, fc.string()), { maxLength: 30 }), (pieces) => {
        const message = pieces.join('');
        expect(found(message).filter((word) => word === '' || !message.includes(word))).toEqual([]);
      }),
    );
  });

  it.each([
    ['letters', 'a'],
    ['apostrophes', "a'"],
    ['almost an address', '14 quarry '],
    ['almost an NHS number', '999 000 '],
    ['almost a date', '11 of april '],
    ['accents', 'e\u0301'],
    ['plural possessives', "s' "],
  ])('takes time in proportion to the message: %s', (_of, piece) => {
    expect(found(piece.repeat(200_000 / piece.length))).toEqual([]);
  });
});
