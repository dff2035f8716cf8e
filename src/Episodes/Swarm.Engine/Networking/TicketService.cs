using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Policies;
using Swarm.Engine.Sessions;
using Swarm.Networking.Relay;
using Swarm.Networking.Rules;
using Swarm.Networking.Tickets;

namespace Swarm.Engine.Networking;

/// <summary>Issuing, reading and revoking tickets; no store is needed.</summary>
public static class TicketService
{
    private const int MostKeyBytes = 1024;

    /// <summary>Issues a ticket, signed by the operator's key, into a new file that only its owner can read.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">What it is to say.</param>
    /// <exception cref="SwarmException">A value does not hold, or a file is there already (<c>PATH_INVALID</c>).</exception>
    public static IssuedTicket Issue(SessionOptions options, TicketRequest request)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        var path = Path.GetFullPath(request.File, options.CurrentFolder);
        var keyPath = request.WorkerKey is not null ? null : Path.GetFullPath(request.WorkerKeyFile ?? $"{path}.key", options.CurrentFolder);
        if (new[] { path, keyPath }.FirstOrDefault(Path.Exists) is { } taken)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{taken}' is there already: name another file.");
        }

        var broker = BrokerReference.Resolve(options, request.Broker, request.Pin);
        using var made = keyPath is null ? null : SigningKey.Create(options.Random);
        using var signer = new NetworkHome(options).OpenOperator();
        var worker = made?.PublicKey ?? VerificationKey.Parse(request.WorkerKey!);
        var runId = request.RunId ?? Identifier.Create(Identifier.RunPrefix, options.Random);
        var ticket = Ticket.Issue(Compose(options, broker, request.Session, runId, worker, RulesOf(options, request), request.Life), signer);
        if (made is not null)
        {
            Write(keyPath!, made.ExportSecret());
        }

        Write(path, ticket.Export());
        return new IssuedTicket(ticket, path, keyPath);
    }

    /// <summary>Reads a ticket's file. Whether it holds is for those it is shown to.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="file">The file; relative to the current folder.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>PATH_INVALID</c>) or is no ticket (<c>ROUTE_TICKET_INVALID</c>).</exception>
    public static Ticket Read(SessionOptions options, string file)
    {
        ArgumentNullException.ThrowIfNull(options);
        var bytes = BoundedFile.Read(Path.GetFullPath(file, options.CurrentFolder), Ticket.MostCharacters + 2, "ticket", ErrorCode.RouteTicketInvalid);
        return Ticket.Parse(Encoding.ASCII.GetString(bytes).TrimEnd('\r', '\n'));
    }

    /// <summary>Revokes a ticket at the user's brokers and providers on this machine: they open nothing more under it and cut what is open.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="reference">The ticket's id, or its file.</param>
    /// <returns>The ticket's id.</returns>
    /// <exception cref="SwarmException">It is neither (<c>ROUTE_TICKET_INVALID</c>, <c>PATH_INVALID</c>), or the list cannot be written.</exception>
    public static string Revoke(SessionOptions options, string reference)
    {
        var id = Identifier.IsValid(reference, Identifier.TicketPrefix) ? reference : Read(options, reference).Claims.Jti;
        new NetworkHome(options).Revocations.Revoke(id);
        return id;
    }

    /// <summary>Reads the private key of a worker. The caller disposes of it.</summary>
    internal static SigningKey ReadWorkerKey(SessionOptions options, string file)
    {
        var bytes = BoundedFile.Read(Path.GetFullPath(file, options.CurrentFolder), MostKeyBytes, "worker's key", ErrorCode.KeyInvalid);
        try
        {
            return SigningKey.Parse(Encoding.ASCII.GetString(bytes).TrimEnd('\r', '\n'));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Says what a ticket says that holds from now on.</summary>
    internal static TicketClaims Compose(
        SessionOptions options, (BrokerAddress Address, Digest Pin) broker, string session, string runId, VerificationKey worker, EgressRules rules, TimeSpan life)
    {
        var now = options.Time.GetUtcNow().ToUnixTimeSeconds();
        return new TicketClaims
        {
            Jti = Identifier.Create(Identifier.TicketPrefix, options.Random),
            Session = session,
            Broker = broker.Address.ToString(),
            BrokerKey = broker.Pin,
            RunId = runId,
            Cnf = new TicketConfirmation { Jwk = TicketKey.Of(worker) },
            Hosts = rules.Hosts,
            Ports = rules.Ports,
            Ranges = rules.Ranges,
            Iat = now,
            Nbf = now,
            Exp = now + (long)Math.Ceiling(life.TotalSeconds),
        };
    }

    private static EgressRules RulesOf(SessionOptions options, TicketRequest request)
    {
        var policy = EgressRules.Of(request.PolicyFile is { } file ? PolicyFiles.Read(options, file).Document : null);
        return new EgressRules { Hosts = request.Hosts ?? policy.Hosts, Ports = request.Ports ?? policy.Ports, Ranges = request.Ranges ?? policy.Ranges };
    }

    private static void Write(string path, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text + "\n");
        try
        {
            DurableFile.WriteNew(path, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' cannot be written: {exception.Message}", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
