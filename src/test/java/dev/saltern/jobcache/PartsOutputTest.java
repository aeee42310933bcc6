package dev.saltern.jobcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.jobcache.ReturnBody.Parts;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartsOutputTest {
  private final Random random = new Random(7);
  private final PartsOutput output = new PartsOutput();

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatIsWrittenInAnyPiecesIsThereInPartsOfOneSize() {
    var all = new ByteArrayOutputStream();
    for (int length :
        List.of(1, 0, 17, 20_000, Parts.PART_BYTES_MAX, 3 * Parts.PART_BYTES_MAX, 5)) {
      byte[] piece = bytes(length);
      output.write(piece, 0, length);
      all.writeBytes(piece);
    }
    output.write(200);
    all.write(200);

    var joined = new ByteArrayOutputStream();
    output.parts().forEach(joined::writeBytes);
    assertThat(joined.toByteArray()).isEqualTo(all.toByteArray());
    assertThat(output.parts().subList(0, output.parts().size() - 1))
        .allSatisfy(part -> assertThat(part).hasSize(Parts.PART_BYTES_MAX));
    assertThat(output.parts().getLast()).hasSizeLessThanOrEqualTo(Parts.PART_BYTES_MAX);
  }

  @Test
  void nothingWrittenIsNoPart() {
    assertThat(output.parts()).isEmpty();
  }

  @Test
  void aPartThatIsJustFullIsOnePart() {
    output.write(bytes(Parts.PART_BYTES_MAX), 0, Parts.PART_BYTES_MAX);

    assertThat(output.parts()).hasSize(1);
  }
}
