using Swarm.State.Rows;

namespace Swarm.State.Comparison;

/// <summary>How one row differs.</summary>
/// <param name="Kind">Whether it was added, removed or changed.</param>
/// <param name="Key">Its primary key; null where the table has none, or the key holds NULL.</param>
/// <param name="Reference">The row in the reference database; null where it was added.</param>
/// <param name="Difference">The row in the difference database; null where it was removed.</param>
public sealed record RowChange(ChangeKind Kind, StateRow? Key, StateRow? Reference, StateRow? Difference);
