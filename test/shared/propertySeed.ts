import { configureGlobal } from 'fast-check';

/**
 * The proof gives the same answer twice: every property that names no seed of its own takes this one.
 * A soak takes others: SOPHIA_PROPERTY_SEED=7 npx jest test/engine/mapping --selectProjects engine
 */
configureGlobal({ seed: Number(process.env.SOPHIA_PROPERTY_SEED ?? 20_261_122) });
