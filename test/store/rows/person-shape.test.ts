import { personShape } from '../../../src/store/rows/person-shape';

test.each([
  ['with their workspace', { id: 'U1', name: 'Alice Able', teamId: 'T1' }],
  ['from before the workspace was kept', { id: 'U1', name: 'Alice Able' }],
])('a person is read as they were written, %s', (_, person) => {
  expect(personShape.parse(person)).toEqual(person);
});
