/** The rooms of node-forge that are used; it brings no types of its own. */
declare module "node-forge/lib/forge" {
  const forge: any;
  export default forge;
}
declare module "node-forge/lib/pkcs12";
