import { keepOutput } from './output';

/** jest's globalSetup of the tests in n8n. */
export default keepOutput;
