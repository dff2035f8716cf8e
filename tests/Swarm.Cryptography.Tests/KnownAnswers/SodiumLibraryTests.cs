using Swarm.Core.Errors;

namespace Swarm.Cryptography.Tests.KnownAnswers;

public sealed class SodiumLibraryTests
{
    [Fact]
    public void It_loads_here() => Assert.True(SodiumLibrary.Require());

    [Theory]
    [InlineData(true, "VCRUNTIME140.dll")]
    [InlineData(false, "install Swarm again")]
    public void Where_it_does_not_load_the_message_says_what_to_install(bool isWindows, string remedy)
    {
        var failure = SodiumLibrary.Describe(new PlatformNotSupportedException("no", new DllNotFoundException("Unable to load 'libsodium'.")), isWindows);
        Assert.Equal(ErrorCode.CryptographyUnavailable, failure.ErrorCode);
        Assert.Contains("Unable to load 'libsodium'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }
}
