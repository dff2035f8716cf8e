using SQLitePCL;
using Swarm.State.Connections;

namespace Swarm.State.Comparison;

/// <summary>
/// The order in which SQLite sorts values ("Datatypes In SQLite", section 4.1) with text as UTF-8 bytes: NULL, numbers
/// by value whatever their type, text, blobs.
/// </summary>
internal static class ValueOrder
{
    private const double BeyondIntegers = 9223372036854775808.0;

    internal static int Compare(Statement left, Statement right, int column)
    {
        var leftType = left.Type(column);
        var rightType = right.Type(column);
        var order = Rank(leftType).CompareTo(Rank(rightType));
        return order != 0 ? order : (leftType, rightType) switch
        {
            (raw.SQLITE_NULL, _) => 0,
            (raw.SQLITE_INTEGER, raw.SQLITE_INTEGER) => left.Integer(column).CompareTo(right.Integer(column)),
            (raw.SQLITE_INTEGER, raw.SQLITE_FLOAT) => Compare(left.Integer(column), right.Real(column)),
            (raw.SQLITE_FLOAT, raw.SQLITE_INTEGER) => -Compare(right.Integer(column), left.Real(column)),
            (raw.SQLITE_FLOAT, raw.SQLITE_FLOAT) => left.Real(column).CompareTo(right.Real(column)),
            _ => left.Bytes(column).SequenceCompareTo(right.Bytes(column)),
        };
    }

    /// <summary>Orders two numbers of one value: an integer before a real.</summary>
    internal static int CompareNumberTypes(Statement left, Statement right, int column) =>
        (left.Type(column) == raw.SQLITE_FLOAT).CompareTo(right.Type(column) == raw.SQLITE_FLOAT);

    /// <summary>Whether type and content are the same.</summary>
    internal static bool AreSame(Statement left, Statement right, int column)
    {
        var type = left.Type(column);
        return type == right.Type(column) && type switch
        {
            raw.SQLITE_NULL => true,
            raw.SQLITE_INTEGER => left.Integer(column) == right.Integer(column),
            raw.SQLITE_FLOAT => left.Real(column).Equals(right.Real(column)),
            _ => left.Bytes(column).SequenceEqual(right.Bytes(column)),
        };
    }

    /// <summary>Hashes a value so that values which sort as one have one hash.</summary>
    internal static void AddTo(ref HashCode hash, Statement row, int column)
    {
        switch (row.Type(column))
        {
            case raw.SQLITE_NULL:
                hash.Add(0);
                break;
            case raw.SQLITE_INTEGER or raw.SQLITE_FLOAT:
                hash.Add(row.Real(column) + 0.0);
                break;
            default:
                hash.AddBytes(row.Bytes(column));
                break;
        }
    }

    // Exact, where converting the integer to a double would round it.
    private static int Compare(long integer, double real)
    {
        if (real >= BeyondIntegers)
            return -1;
        if (real < -BeyondIntegers)
            return 1;
        var whole = (long)real;
        var order = integer.CompareTo(whole);
        return order != 0 ? order : ((double)whole).CompareTo(real);
    }

    private static int Rank(int type) => type switch
    {
        raw.SQLITE_NULL => 0,
        raw.SQLITE_INTEGER or raw.SQLITE_FLOAT => 1,
        raw.SQLITE_TEXT => 2,
        _ => 3,
    };
}
