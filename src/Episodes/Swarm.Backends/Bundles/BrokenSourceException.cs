namespace Swarm.Backends.Bundles;

/// <summary>What a bundle comes from broke off; another attempt may help.</summary>
/// <param name="message">How.</param>
/// <param name="inner">The cause, where there is one.</param>
internal sealed class BrokenSourceException(string message, Exception? inner) : IOException(message, inner);
