using Swarm.Core.Errors;
using Swarm.Engine.Sessions;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Heads;
using Swarm.Storage.Stores;
using Swarm.Verification.Heads;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Trust;

/// <summary>
/// What the caller knows of the head log, and what the store's says, for all certificates of one command: it is verified again only where it may have changed,
/// and then only what is new in it. Many threads may use it.
/// </summary>
/// <param name="request">What is expected.</param>
/// <param name="options">Where relative paths start.</param>
/// <param name="keys">The keys that are trusted.</param>
/// <param name="store">The store; null where none is asked.</param>
internal sealed class RememberedHeads(VerifyRequest request, SessionOptions options, KeyRing keys, Store? store)
{
    private readonly Lock _gate = new();
    private readonly string? _copyFile = request.HeadLogFile is { } file ? Path.GetFullPath(file, options.CurrentFolder) : null;
    private readonly VerifiedHeads _own = new(keys.For(KeyRole.Head));
    private readonly VerifiedHeads _copy = new(keys.For(KeyRole.Head));
    private (CatalogMark Mark, ObservedFiles Copy, HeadExpectation Heads)? _known;

    /// <summary>Gives the expectation; null where the caller knows nothing of the head log.</summary>
    /// <param name="mark">How the catalog stands.</param>
    public HeadExpectation? Find(CatalogMark mark)
    {
        if (request is { ExpectedHead: null, HeadLogFile: null })
        {
            return null;
        }

        lock (_gate)
        {
            if (_known is not { } known || known.Mark != mark || !known.Copy.AreUnchanged())
            {
                _known = known = (mark, ObservedFiles.Observe(_copyFile is null ? [] : [_copyFile], options.Time), Read());
            }

            return known.Heads;
        }
    }

    private HeadExpectation Read()
    {
        if (store is null && _copyFile is null)
        {
            return new HeadExpectation { Fault = "no head log is at hand: give a copy of the store's" };
        }

        try
        {
            var copy = _copyFile is null ? [] : _copy.Verify(ReadCopy(_copyFile));
            return new HeadExpectation
            {
                Expected = request.ExpectedHead,
                Copy = copy,
                Log = store is null ? copy : _own.Verify(store.Heads.ReadBytes()),
                HasNode = store is null ? null : id => store.FindNode(id) is not null,
            };
        }
        catch (SwarmException exception) when (exception.ErrorCode != ErrorCode.PathInvalid)
        {
            return new HeadExpectation { Fault = exception.Message };
        }
    }

    private static IReadOnlyList<byte[]> ReadCopy(string file) => File.Exists(file)
        ? HeadLog.ReadLines(file)
        : throw new SwarmException(ErrorCode.PathInvalid, $"There is no head log '{file}'.");
}
