namespace Swarm.Backends.Http;

/// <summary>One request, with what bounds it.</summary>
internal sealed record HttpCall
{
    /// <summary>The method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The address.</summary>
    public required Uri Address { get; init; }

    /// <summary>What is asked for, as a message names it: "the run 5 of owner/repository".</summary>
    public required string Subject { get; init; }

    /// <summary>How long the call may take with all its attempts.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>The headers, credentials included. They go to <see cref="Address"/> and nowhere else.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A JSON body, or null.</summary>
    public byte[]? Body { get; init; }

    /// <summary>A file whose content is the body, or null.</summary>
    public string? BodyFile { get; init; }

    /// <summary>The most bytes of an answer that are read.</summary>
    public long AnswerLimit { get; init; } = 8 * 1024 * 1024;

    /// <summary>Whether doing it twice is the same as doing it once.</summary>
    public bool IsRepeatSafe { get; init; }
}
