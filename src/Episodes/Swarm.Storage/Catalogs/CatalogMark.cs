namespace Swarm.Storage.Catalogs;

/// <summary>Tells whether a catalog was written between two looks through the same open store: then the marks differ.</summary>
/// <param name="OthersVersion">What SQLite counts for the writes of other connections (<c>PRAGMA data_version</c>).</param>
/// <param name="OwnChanges">The rows that this connection wrote.</param>
public readonly record struct CatalogMark(long OthersVersion, long OwnChanges);
