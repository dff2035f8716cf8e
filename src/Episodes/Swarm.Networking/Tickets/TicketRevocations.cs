using System.Collections.Frozen;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Locks;

namespace Swarm.Networking.Tickets;

/// <summary>
/// The ids of revoked tickets, in a file that several processes share. It only grows, is replaced whole, and is read again
/// whenever it changed. Where it cannot be read, or is gone after it was there, no ticket counts.
/// </summary>
public sealed class TicketRevocations
{
    private const long MostBytes = 8 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly string _path;
    private readonly Lock _gate = new();
    private (long Length, DateTime Changed)? _seen;
    private FrozenSet<string> _revoked = [];

    /// <summary>Takes a list; its file is made with the first revocation.</summary>
    /// <param name="path">The file.</param>
    public TicketRevocations(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
    }

    /// <summary>Whether a ticket was revoked.</summary>
    /// <param name="jti">The ticket's id.</param>
    /// <exception cref="SwarmException">The list is damaged or gone (<c>ROUTE_TICKET_REVOKED</c>).</exception>
    public bool Contains(string jti)
    {
        lock (_gate)
        {
            Refresh();
            return _revoked.Contains(jti);
        }
    }

    /// <summary>Revokes a ticket; to do so again changes nothing.</summary>
    /// <param name="jti">The ticket's id.</param>
    /// <exception cref="SwarmException">
    /// It is no ticket's id (<c>ROUTE_TICKET_INVALID</c>), the list is damaged (<c>ROUTE_TICKET_REVOKED</c>), or cannot be written.
    /// </exception>
    public void Revoke(string jti)
    {
        if (!Identifier.IsValid(jti, Identifier.TicketPrefix))
        {
            throw new SwarmException(ErrorCode.RouteTicketInvalid, $"'{jti}' is no ticket's id: give 'ticket-' and its 24 characters, as the ticket prints it.");
        }

        lock (_gate)
        {
            DurableFile.CreateDirectory(Path.GetDirectoryName(_path)!);
            using var alone = Acquire();
            Refresh();
            if (!_revoked.Contains(jti))
            {
                var document = new RevocationDocument { Type = RevocationDocument.TypeName, Revoked = [.. _revoked.Append(jti).Order(StringComparer.Ordinal)] };
                DurableFile.Write(_path, CanonicalJson.Serialize(document, TicketJson.Default.RevocationDocument));
                Refresh();
            }
        }
    }

    private void Refresh()
    {
        var file = new FileInfo(_path);
        if (!file.Exists)
        {
            _revoked = _seen is null ? _revoked : throw Damaged("it is gone");
            return;
        }

        // The list only grows, so that two versions never have the same length.
        var version = (file.Length, file.LastWriteTimeUtc);
        if (_seen == version)
        {
            return;
        }

        try
        {
            var document = StrictJson.Parse(BoundedFile.Read(_path, MostBytes, "list"), TicketJson.Default.RevocationDocument, "list", (int)MostBytes);
            if (document.Type != RevocationDocument.TypeName || document.Revoked.Any(jti => !Identifier.IsValid(jti, Identifier.TicketPrefix)))
            {
                throw Damaged("it is of another form");
            }

            (_revoked, _seen) = (document.Revoked.ToFrozenSet(StringComparer.Ordinal), version);
        }
        catch (SwarmException exception) when (exception.ErrorCode != ErrorCode.RouteTicketRevoked)
        {
            _seen = (-1, default);
            throw Damaged(exception.Message.TrimEnd('.'), exception);
        }
    }

    private FileLock Acquire()
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                if (FileLock.TryTake($"{_path}.lock", isExclusive: true) is { } held)
                {
                    return held;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw DurableFile.Unwritable(_path, exception);
            }

            if (waited >= Patience)
            {
                throw new SwarmException(ErrorCode.StoreBusy, $"Another process has kept '{_path}.lock' for {Patience.TotalSeconds:0} s: end it, then try again.");
            }

            Thread.Sleep(Pause);
        }
    }

    private SwarmException Damaged(string reason, Exception? cause = null) => new(
        ErrorCode.RouteTicketRevoked, $"No ticket counts, because the list of revoked ones '{_path}' cannot be used: {reason}. Restore it from a copy, or issue new tickets under a new key.", cause);
}
