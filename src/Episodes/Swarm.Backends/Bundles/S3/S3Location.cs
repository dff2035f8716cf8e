using System.Text.RegularExpressions;

namespace Swarm.Backends.Bundles.S3;

/// <summary>A bucket, and a key or the beginning of keys in it.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key, or what keys begin with; may be empty.</param>
internal sealed partial record S3Location(string Bucket, string Key)
{
    private const int MostKeyCharacters = 1024;

    /// <summary>Reads <c>s3://bucket/key</c>.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="Core.Errors.SwarmException">It is not of that form (<c>SPEC_INVALID</c>).</exception>
    public static S3Location Read(BundleAddress address)
    {
        if (!BucketPattern().IsMatch(address.Authority))
        {
            throw address.Refuse("a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens. Write it as s3://bucket/name");
        }

        var key = string.Join('/', address.Segments);
        return key.Length <= MostKeyCharacters && KeyPattern().IsMatch(key)
            ? new S3Location(address.Authority, key)
            : throw address.Refuse("keys are taken of at most 1024 letters, digits, slashes and '!-_.*=()' only, which every server and tool reads alike");
    }

    /// <summary>The location of a bundle under this one.</summary>
    /// <param name="name">The bundle's name.</param>
    public S3Location Append(string name) => this with { Key = Key.Length == 0 ? name : $"{Key}/{name}" };

    /// <inheritdoc/>
    public override string ToString() => $"s3://{Bucket}/{Key}";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BucketPattern();

    [GeneratedRegex(@"^[A-Za-z0-9/!_.*=()-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex KeyPattern();
}
