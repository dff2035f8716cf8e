namespace Swarm.Backends.Remote;

/// <summary>Finds a request id in the name of a run, as a word of its own.</summary>
internal static class RequestName
{
    private const int Least = 8;
    private const int Most = 100;

    /// <summary>Requires that an id can be told from others.</summary>
    /// <param name="requestId">The id.</param>
    /// <exception cref="ArgumentException">It is not 8 to 100 letters, digits and hyphens.</exception>
    public static void Require(string requestId)
    {
        ArgumentNullException.ThrowIfNull(requestId);
        if (requestId.Length is < Least or > Most || !requestId.All(IsCharacter))
        {
            throw new ArgumentException($"A request id has {Least} to {Most} letters, digits and hyphens.", nameof(requestId));
        }
    }

    /// <summary>Whether a character may be part of a request id.</summary>
    /// <param name="character">The character.</param>
    public static bool IsCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character == '-';

    /// <summary>Whether a name holds an id that does not go on before or after it.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="requestId">The id.</param>
    public static bool Has(string? name, string requestId)
    {
        for (var at = name?.IndexOf(requestId, StringComparison.Ordinal) ?? -1; at >= 0; at = name!.IndexOf(requestId, at + 1, StringComparison.Ordinal))
        {
            var end = at + requestId.Length;
            if ((at == 0 || !IsCharacter(name![at - 1])) && (end == name!.Length || !IsCharacter(name[end])))
            {
                return true;
            }
        }

        return false;
    }
}
