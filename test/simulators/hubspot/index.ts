export { HubSpotSimulator, type HubSpotSimulatorOptions, type RecordView, type AssociationView } from './simulator';
export type { Owner } from './owners';
export type { PropertyDefinition, PropertyOption } from './catalogue/define';
export type { WriteCounts } from './portal';
export type { CustomSchema } from './schemas';
