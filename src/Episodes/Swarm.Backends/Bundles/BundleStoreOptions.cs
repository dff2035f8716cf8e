using System.Net;
using System.Security;

namespace Swarm.Backends.Bundles;

/// <summary>How bundle stores are reached.</summary>
public sealed record BundleStoreOptions
{
    /// <summary>Reads an environment variable: tokens, AWS's credentials, region and endpoint, <c>GH_HOST</c>.</summary>
    public Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The token of GitHub or GitLab; null to find one.</summary>
    public SecureString? Token { get; init; }

    /// <summary>S3's credential: an access key's id as user name, and its secret as password; null to find one.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The clock that deadlines and waits follow.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long one file may take with all its attempts.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a store may send nothing before it counts as gone.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most attempts of a call.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>A file of more bytes goes to S3 in parts of at least as many; S3 takes none below 5 MiB but the last.</summary>
    public int PartBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Is told of each exchange in one line: method, address without query, status, duration. Never a secret.</summary>
    public Action<string>? Trace { get; init; }
}
