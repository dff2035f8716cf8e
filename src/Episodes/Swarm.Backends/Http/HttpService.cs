namespace Swarm.Backends.Http;

/// <summary>What a service is called in messages, and how each of its refusals is reported.</summary>
internal sealed class HttpService
{
    /// <summary>The service's name in messages.</summary>
    public required string Name { get; init; }

    /// <summary>The header that names a request in the service's own records.</summary>
    public required string RequestHeader { get; init; }

    /// <summary>401.</summary>
    public required HttpFailureKind Unauthorized { get; init; }

    /// <summary>403.</summary>
    public required HttpFailureKind Forbidden { get; init; }

    /// <summary>429, and 403 that speaks of a limit.</summary>
    public required HttpFailureKind RateLimited { get; init; }

    /// <summary>404.</summary>
    public required HttpFailureKind NotFound { get; init; }

    /// <summary>301, 307 and 308: the resource has another address now.</summary>
    public required HttpFailureKind Moved { get; init; }

    /// <summary>409.</summary>
    public required HttpFailureKind Conflict { get; init; }

    /// <summary>410.</summary>
    public required HttpFailureKind Gone { get; init; }

    /// <summary>422 and every other 4xx.</summary>
    public required HttpFailureKind Rejected { get; init; }

    /// <summary>5xx, and no connection.</summary>
    public required HttpFailureKind Unavailable { get; init; }

    /// <summary>No answer within the deadline.</summary>
    public required HttpFailureKind TimedOut { get; init; }

    /// <summary>An answer that cannot be used.</summary>
    public required HttpFailureKind ResponseInvalid { get; init; }

    /// <summary>The kind that a status belongs to.</summary>
    /// <param name="status">A status from 300 up.</param>
    public HttpFailureKind Of(int status) => status switch
    {
        401 => Unauthorized,
        403 => Forbidden,
        404 => NotFound,
        409 => Conflict,
        410 => Gone,
        301 or 307 or 308 => Moved,
        408 or >= 500 => Unavailable,
        >= 400 => Rejected,
        _ => ResponseInvalid,
    };
}
