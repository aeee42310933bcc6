/// One master of masters (MoM): sign in, subscribe, hand its publications down, send returns and
/// events up. [Upstream] is the whole of it; [Subscription] is its publish side, [Requests] its
/// request side, [SharedSession] what both are signed in with.
@NullMarked
package dev.saltern.upstream;

import org.jspecify.annotations.NullMarked;
