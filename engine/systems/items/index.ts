export { itemsDestination } from './destination';
export { fieldsOf, flattened, isoStamp, itemRecord } from './records';
export { itemsSource } from './source';
export { ItemStore, type ItemsOptions, type WrittenItem } from './store';
