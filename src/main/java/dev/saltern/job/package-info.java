/// What a job is: records of the JDK only, which every other room speaks.
@NullMarked
package dev.saltern.job;

import org.jspecify.annotations.NullMarked;
